"""What is redrawn when: a page of three parts that note when they are drawn."""

from functools import partial
from typing import Any

import pytest
import streamlit as st

from lib.ui import parts
from lib.ui.parts import BEAT, FLYOUT, HINTS, METRICS, OVERVIEW
from tests.ui.measured import runs
from tests.ui.session import Visit, opened

WHOLE = ["page", METRICS, FLYOUT, HINTS]
in_a_browser = pytest.mark.usefixtures("shown_in_browser")


def draw(callback: Any) -> None:
    drawn = st.session_state.setdefault("drawn", [])
    parts.begin_page()
    drawn.append("page")
    for key in (METRICS, FLYOUT, HINTS):
        parts.part(key)(drawn.append)(key)
    st.button("press", on_click=callback)


def drawn_after(callback: Any) -> list[str]:
    """What is drawn, in its order, where this is the callback of a button that a person presses."""
    page = opened(partial(draw, callback))
    assert page.session_state["drawn"] == WHOLE
    page.session_state["drawn"].clear()
    page.button[0].click().run()
    assert not page.exception
    return list(page.session_state["drawn"])


def redrawing(*keys: str) -> Any:
    return lambda: parts.redraw(*keys)


def expecting(*keys: str) -> Any:
    """Another part falls due at the moment at which a widget redraws the panel."""
    return lambda: (parts.expect(keys), parts.redraw(FLYOUT))


def changing() -> None:
    """A widget changes its own part at the moment at which something else redraws the panel."""
    parts.changing(METRICS, bool)()
    parts.redraw(FLYOUT)


def forgetting() -> None:
    """A part that was due goes before the panel is redrawn."""
    parts.expect([HINTS, METRICS])
    parts.forget(HINTS)
    parts.redraw(FLYOUT)


@in_a_browser
@pytest.mark.parametrize(
    ("callback", "drawn"),
    [
        pytest.param(redrawing(HINTS), [HINTS], id="another part, and nothing else"),
        pytest.param(redrawing(METRICS, FLYOUT), [FLYOUT, METRICS], id="first what a person waits for"),
        pytest.param(redrawing(OVERVIEW, HINTS), [HINTS], id="of these, what the page has"),
        pytest.param(redrawing(OVERVIEW, BEAT), WHOLE, id="none of these: as any other callback"),
        pytest.param(redrawing(), WHOLE, id="nothing: as any other callback"),
        pytest.param(expecting(HINTS, OVERVIEW), [FLYOUT, HINTS], id="all that is due with it"),
        pytest.param(changing, [FLYOUT, METRICS], id="what has changed itself with it"),
        pytest.param(forgetting, [FLYOUT, METRICS], id="nothing that is gone"),
    ],
)
def test_a_callback_redraws_the_parts_that_it_names_and_those_that_are_due(callback: Any, drawn: list[str]) -> None:
    assert drawn_after(callback) == drawn


def test_without_a_browser_only_whole_pages_are_seen() -> None:
    assert drawn_after(redrawing(HINTS)) == WHOLE


def test_a_part_is_due_until_it_has_been_drawn() -> None:
    visit = Visit()
    draw = parts.part(HINTS)(lambda: None)
    visit.call(draw)
    visit.call(parts.expect, [HINTS, METRICS])
    assert visit.call(parts.due) == [HINTS]
    visit.call(draw)
    assert visit.call(parts.due) == []


def test_a_new_run_of_the_page_draws_all_so_nothing_is_due() -> None:
    visit = Visit()
    visit.call(parts.part(HINTS)(lambda: None))
    visit.call(parts.expect, [HINTS])
    visit.call(parts.begin_page)
    visit.call(parts.expect, [HINTS])
    assert visit.call(parts.due) == []


def test_a_change_is_made_with_what_the_widget_was_given() -> None:
    made: list[tuple[str, int]] = []
    Visit().call(parts.changing(METRICS, lambda name, by: made.append((name, by))), "slots", by=2)
    assert made == [("slots", 2)]


@in_a_browser
def test_a_part_that_is_redrawn_alone_is_measured_and_no_other() -> None:
    before = runs(HINTS), runs(METRICS)
    assert drawn_after(redrawing(HINTS)) == [HINTS]
    assert (runs(HINTS) - before[0], runs(METRICS) - before[1]) == (2, 1)
