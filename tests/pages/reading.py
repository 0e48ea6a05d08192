"""What a page under AppTest says, in the words that a viewer reads."""

import re
import time
from collections.abc import Callable

import pandas as pd
from streamlit.testing.v1 import AppTest

from tests.gateway.server import PATIENCE

_ESCAPED = re.compile(r"\\(.)")


def plain(markdown: str) -> str:
    """Markdown as it is read: without the signs that keep text from being taken for Markdown."""
    return _ESCAPED.sub(r"\1", markdown)


def words(page: AppTest) -> str:
    """All that the page says besides numbers."""
    assert not page.exception
    return plain("\n".join(each.value for each in (*page.markdown, *page.caption)))


def metrics(page: AppTest) -> dict[str, tuple[str, str]]:
    """Value and note of each number, by its label."""
    return {each.label: (each.value, each.delta.strip()) for each in page.metric}


def names(page: AppTest) -> list[str]:
    """The names in the executors table, from top to bottom."""
    return column(page, "name")


def column(page: AppTest, name: str) -> list[str]:
    """A column of the executors table, from top to bottom."""
    return [cell if isinstance(cell, str) else " ".join(cell) for cell in page.dataframe[0].value[name]]


def desired(page: AppTest) -> pd.DataFrame:
    """The table of desired states, which is the last on the page."""
    table: pd.DataFrame = page.dataframe[-1].value
    return table


def run_until(page: AppTest, condition: Callable[[], object]) -> None:
    """Run the page again, as its beat does, until something holds that other threads bring about."""
    give_up = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > give_up:
            raise TimeoutError("the page never got there")
        page.run()
