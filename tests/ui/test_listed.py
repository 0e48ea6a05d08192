import pytest

from lib.ui.listed import Listed, label, labels, listed, named, note
from tests.ui.session import Visit

NAMES = ["b", "a", "with/slash", "quo'ted\"", "<b>", "执行者"]


def listing(*namings: list[str]) -> Listed:
    """What is listed after the table has shown these, one after another."""
    visit = Visit()
    for names in namings:
        visit.call(note, names)
    return visit.call(listed)


def test_nothing_is_listed_before_the_table_was_drawn() -> None:
    assert listing() == Listed((), 0)
    assert listing().place("a") is None


def test_names_are_listed_from_top_to_bottom() -> None:
    assert listing(NAMES).names == tuple(NAMES)


def test_a_name_has_its_place_and_one_that_is_not_shown_has_none() -> None:
    shown = listing(NAMES)
    assert [shown.place(name) for name in NAMES] == list(range(len(NAMES)))
    assert [shown.place(name) for name in ("gone", "", "A")] == [None] * 3


@pytest.mark.parametrize(
    ("namings", "number"),
    [
        ([["a", "b"]], 1),
        ([["a", "b"], ["a", "b"]], 1),
        ([["a", "b"], ["b", "a"]], 2),
        ([["a", "b"], ["a"], ["a", "b"]], 3),
        ([["a"], []], 2),
    ],
    ids=["first", "the same again", "another order", "there and back", "nothing left"],
)
def test_only_another_order_or_other_names_are_another_listing(namings: list[list[str]], number: int) -> None:
    assert listing(*namings).number == number


def test_names_that_read_alike_have_labels_of_their_own_whatever_the_table_shows() -> None:
    visit = Visit()
    visit.call(label, ["a", "a\u200b", "a\u200c"])
    visit.call(note, ["a\u200c"])
    assert visit.call(labels, ["a", "a\u200b", "a\u200c"]) == ["a", "a·", "a· #2"]
    assert [visit.call(named, each) for each in ("a", "a·", "a· #2")] == ["a", "a\u200b", "a\u200c"]


def test_before_the_table_was_drawn_a_label_is_a_name() -> None:
    assert Visit().call(named, "a") == "a"
