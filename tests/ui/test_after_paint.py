from collections.abc import Callable

import pytest
import streamlit as st

from lib.ui.after_paint import await_paint, painted
from tests.ui.scripts import given, tells
from tests.ui.session import Visit, opened

in_a_browser = pytest.mark.usefixtures("shown_in_browser")


def draw(after: Callable[[], None] | None = None) -> None:
    st.markdown("heavy" if painted("executors") else "light")
    st.markdown("other" if painted("holders") else "not yet")
    if not painted("executors"):
        await_paint("executors", after)


def test_without_a_browser_there_is_no_paint_to_wait_for() -> None:
    assert Visit().call(painted, "executors")


@in_a_browser
def test_what_is_heavy_waits_until_the_browser_has_painted_its_part() -> None:
    page = opened(draw)
    assert [each.value for each in page.markdown] == ["light", "not yet"]
    tells(page, "painted_executors", painted=True)
    assert [each.value for each in page.markdown] == ["heavy", "not yet"]
    assert [each.value for each in page.run().markdown] == ["heavy", "not yet"]


@in_a_browser
def test_the_browser_looks_for_paint_in_that_part_alone() -> None:
    looked_for = given(opened(draw), "painted_executors")["selector"].split(", ")
    assert len(looked_for) > 1
    assert all(each.startswith(".st-key-executors ") for each in looked_for)


@in_a_browser
def test_what_waits_may_say_what_happens_then() -> None:
    happened: list[str] = []
    page = opened(lambda: draw(lambda: happened.append("painted")))
    assert happened == []
    tells(page, "painted_executors", painted=True)
    assert happened == ["painted"]
