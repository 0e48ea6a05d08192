import pytest

from lib.fleet.bands import BANDS
from lib.fleet.model import Activity, NodeHealth, Status, Verdict
from tests.docs.documents import DOCS

WORDS = [*Status, *NodeHealth, *Verdict, *(word for word in Activity if word), *(band.name for band in BANDS)]


@pytest.mark.parametrize("word", sorted(set(WORDS)))
def test_every_word_that_the_page_says_of_executors_is_explained(word: str) -> None:
    assert word in (DOCS / "data.md").read_text()
