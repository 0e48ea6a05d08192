"""The parts of the Capacity page, each a fragment that asks the page for what is in view now."""

import streamlit as st

from lib.history.questions import ArchiveError
from lib.planning import now as present
from lib.planning import place
from lib.planning.place import Place, Sort
from lib.ui import address, parts
from lib.ui.after_paint import await_paint, painted
from lib.ui.capacity import covered, numbers, sections, selectors
from lib.ui.capacity.capacity_page import NUMBERS, CapacityPage
from lib.ui.capacity.view import View
from lib.ui.inert import inert


def view(page: CapacityPage, shown: Place) -> View:
    """What is in view of this place."""
    asked = page.answers(shown)
    gateways = place.gateways_of(shown, page.gateways)
    ids = {gateway.id for gateway in gateways}
    return View(
        page.dashboard,
        shown,
        gateways,
        place.within(shown, page.gateways, page.samples()),
        present.silent(sample for sample in page.samples() if sample.gateway in ids),
        asked,
        page.why_no_past() if asked is None else "",
    )


def found(page: CapacityPage) -> Place | None:
    """The place that the address names, where there is or was such a one."""
    shown = page.place()
    there = shown in place.choices(page.gateways, page.samples()) or (shown is not None and _was_there(page, shown))
    return shown if there else None


@parts.part(parts.CONTROLS)
def controls(page: CapacityPage) -> None:
    """What a person chooses."""
    selectors.draw(page)


@parts.part(parts.COVERED)
def line(page: CapacityPage) -> None:
    """The line about the past; where nothing of the name is known, which names are close."""
    shown = found(page)
    if shown is None:
        with st.container(key=NUMBERS):
            _unknown(page)
        _await_paint(page)
    elif painted(NUMBERS):
        covered.draw(view(page, shown))
    else:
        st.caption(":material/history: Looking at the history…")


@parts.part(parts.SLOTS_NOW)
def slots(page: CapacityPage) -> None:
    """The numbers of this moment."""
    if shown := found(page):
        with st.container(horizontal=True, key=NUMBERS):
            numbers.draw(view(page, shown))
        _await_paint(page)


@parts.part(parts.PLANNING)
def planning(page: CapacityPage) -> None:
    """The chosen section."""
    if shown := found(page):
        with st.container(key="planning"):
            sections.draw(view(page, shown))


def _was_there(page: CapacityPage, shown: Place) -> bool:
    """Whether the past knows a function or an executor that nothing lists now."""
    asked = page.answers(shown) if shown.sort in {Sort.FUNCTION, Sort.EXECUTOR} else None
    try:
        return asked is not None and not asked.statistics().empty
    except ArchiveError:
        return False


def _await_paint(page: CapacityPage) -> None:
    """Let what is heavy, or asks the past, come after the first paint."""
    if not painted(NUMBERS):
        await_paint(NUMBERS, lambda: parts.redraw(*page.renew(), *selectors.CHANGED))


def _unknown(page: CapacityPage) -> None:
    asked = address.one(address.SCOPE) or ""
    close = place.close_to(asked, place.choices(page.gateways, page.samples()))
    silent = [sample.gateway for sample in page.samples() if not sample.executors]
    st.error(
        f"The address asks for **{inert(asked)}**, which is neither known now nor in the window."
        + (f" Of {inert(', '.join(silent))} nothing is known, so it may be there." if silent else "")
        + (" Did you mean one of these?" if close else ""),
        title="Nothing of that name is in view",
        icon=":material/wrong_location:",
    )
    for number, each in enumerate([*close, place.EVERYWHERE]):
        st.button(
            inert(each.words),
            key=f"place_{number}",
            type="tertiary",
            icon=":material/my_location:",
            on_click=selectors.turn_to,
            args=(str(each),),
        )
