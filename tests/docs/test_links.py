import re
from pathlib import Path

import pytest

from tests.docs.documents import DOCUMENTS, ROOT

LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    links = LINK.findall(CODE.sub("", document.read_text()))
    missing = [link for link in links if not (document.parent / link).exists()]
    assert not missing


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in reached:
            continue
        reached.add(document)
        links = LINK.findall(CODE.sub("", document.read_text()))
        waiting += [(document.parent / link).resolve() for link in links if link.endswith(".md")]
    assert reached >= set(DOCUMENTS)
