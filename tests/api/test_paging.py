from hypothesis import given
from hypothesis import strategies as st

from lib.api.paging import page, ranked
from lib.fleet.assembly import by_name

NAMES = st.sets(st.text(min_size=1, max_size=3), max_size=12).map(lambda names: sorted(names, key=by_name))


def itself(name: str) -> str:
    return name


@given(NAMES, st.integers(1, 5))
def test_pages_together_are_the_list(names: list[str], limit: int) -> None:
    found: list[str] = []
    cursor = None
    while True:
        rows, cursor = page(names, itself, by_name, cursor, limit)
        found += rows
        if cursor is None:
            break
    assert found == names


@given(NAMES, st.integers(1, 5))
def test_ranked_pages_together_are_the_list(names: list[str], limit: int) -> None:
    found: list[str] = []
    cursor: str | None = "0"
    while cursor is not None:
        rows, cursor = ranked(names, int(cursor), limit)
        found += rows
    assert found == names


def test_a_row_that_has_gone_is_gone_on_from_where_it_was() -> None:
    assert page(["a", "c", "d"], itself, by_name, "b", 1) == (["c"], "c")


def test_after_the_last_row_there_is_nothing() -> None:
    assert page(["a", "b"], itself, by_name, "b", 1) == ([], None)
    assert ranked(["a"], 7, 1) == ([], None)
