"""The line about the past: which window is really covered, up to when, and what is wrong with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import streamlit as st

from lib.fleet.words import duration, enumeration, percent, plural
from lib.history.questions import ArchiveError, Window
from lib.planning.load import Coverage, coverage
from lib.process import Dashboard
from lib.ui.capacity.answers import Answers, made_up_in
from lib.ui.capacity.view import View
from lib.ui.clock import absolute, now, zone
from lib.ui.inert import inert

_GAPS_NAMED = 2
_GATEWAYS_NAMED = 3

_MADE_UP = "Made-up past, for the demonstration. No real system is shown."


def draw(view: View) -> None:
    """Draw the line, with the troubles below it."""
    if view.asked is None:
        st.caption(f":material/history_toggle_off: {inert(view.why_no_past)}")
        return
    with st.container(key="covered", gap="xsmall"):
        try:
            _made_up(view.asked)
            st.caption(_covered(view.asked, [gateway.id for gateway in view.gateways]))
        except ArchiveError as error:
            st.error(inert(str(error)), title="The history can't be asked", icon=":material/database_off:")
        _troubles(view.dashboard)


def told(asked: Answers, gateways: Sequence[str]) -> tuple[Coverage, ...]:
    """How much of the window each of these gateways told of its slots."""
    return coverage(asked.whole_gateways().usage(), asked.window, gateways)


def in_words(covered: Iterable[Coverage]) -> list[str]:
    """How much of the steps is known: those of which all are in one sentence, and one for each of the others."""
    listed = list(covered)
    whole = [each.gateway for each in listed if not each.gaps]
    said = [_sentence(each) for each in sorted(listed, key=lambda each: each.share) if each.gaps]
    if len(said) > _GATEWAYS_NAMED:
        said = [*said[:_GATEWAYS_NAMED], f"gaps of {plural(len(said) - _GATEWAYS_NAMED, 'more gateway')}"]
    return [*said, *([f"all known of {enumeration(whole)}"] if whole else [])]


def _made_up(asked: Answers) -> None:
    if span := made_up_in(asked):
        st.markdown(f":violet-badge[:material/science: Made up] {_MADE_UP} It goes to {_moment(span.end)}.")


def _covered(asked: Answers, gateways: Sequence[str]) -> str:
    window, known = asked.window, asked.kept
    said = [f":material/history: {_moment(window.begin)} to {_moment(window.end)}, steps of {_step(window)}"]
    if known.begin > window.begin:
        said.append(f"the past begins {_moment(known.begin)}")
    if (now() - known.end) > 2 * window.step and known.end < window.end:
        said.append(f":orange[nothing was kept after {_moment(known.end)}]")
    return " · ".join([*said, *map(inert, in_words(told(asked, gateways)))])


def _sentence(covered: Coverage) -> str:
    if covered.known == 0:
        return f"{covered.gateway}: not known in this window"
    longest = sorted(covered.gaps, key=lambda gap: gap.begin - gap.end)[:_GAPS_NAMED]
    spans = [f"{duration((gap.end - gap.begin).total_seconds())} from {_moment(gap.begin)}" for gap in longest]
    more = len(covered.gaps) - len(longest)
    gaps = enumeration([*spans, *([f"{more} more"] if more else [])])
    return f"{covered.gateway}: {percent(100 * covered.share)} known, {plural(len(covered.gaps), 'gap')}: {gaps}"


def _troubles(dashboard: Dashboard) -> None:
    if dashboard.recording is None:
        return
    keeper = dashboard.recording.keeper
    if keeper.trouble:
        st.warning(inert(keeper.trouble), title="The history is not written now", icon=":material/database_off:")
    if keeper.notice:
        st.warning(inert(keeper.notice), title="The history was begun anew", icon=":material/database:")


def _moment(at: datetime) -> str:
    return absolute(at, zone())[:16]


def _step(window: Window) -> str:
    return duration(window.step.total_seconds())
