"""Pages of long lists. A cursor names the last row of a page, so that rows that come and go shift nothing."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

Row = TypeVar("Row")


class Page(NamedTuple, Generic[Row]):
    """Some rows, and the cursor for those after them; None after the last."""

    rows: Sequence[Row]
    next_cursor: str | None


def page(
    rows: Sequence[Row], name: Callable[[Row], str], order: Callable[[str], Any], cursor: str | None, limit: int
) -> Page[Row]:
    """The rows after the one that the cursor names. They come in the ``order`` of their names."""
    begin = 0
    if cursor is not None:
        begin = next((at for at, row in enumerate(rows) if order(name(row)) > order(cursor)), len(rows))
    end = begin + limit
    shown = rows[begin:end]
    return Page(shown, name(shown[-1]) if end < len(rows) else None)


def ranked(rows: Sequence[Row], cursor: int, limit: int) -> Page[Row]:
    """The rows after the first ``cursor``, of a list whose order is its own."""
    end = cursor + limit
    return Page(rows[cursor:end], str(end) if end < len(rows) else None)
