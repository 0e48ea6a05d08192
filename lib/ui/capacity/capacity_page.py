"""The Capacity page, as the beat keeps it up to date: what is in view, of which window, and what is known now."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from lib.gateway.config import Gateway
from lib.gateway.routes import Kind
from lib.history.questions import ArchiveError, Window
from lib.history.samples import GatewaySample
from lib.planning import period, place
from lib.planning.period import PeriodError
from lib.planning.place import Place
from lib.process import Dashboard
from lib.ui import address, parts, pulse
from lib.ui.after_paint import painted
from lib.ui.capacity import answers, head
from lib.ui.capacity.answers import Answers
from lib.ui.clock import now

NUMBERS = "slots_now"
"""The key of the container that is painted first; the past is asked after that."""

DEMAND = "Demand"
"""The section that asks gateways for waiting jobs."""

_STATE = "capacity_shown"


@dataclass(frozen=True, slots=True)
class _Past:
    """What is kept of the past, None where nothing is or it can't be told; ``trouble`` says why not."""

    kept: Window | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class _Shown:
    """What all parts of the page show until it is renewed.

    The samples, how far the past goes and, where demand is shown, when each gateway counted its waiting jobs.
    """

    samples: tuple[GatewaySample, ...]
    at: datetime
    past: _Past
    counted: tuple[datetime | None, ...]


@dataclass(frozen=True, slots=True)
class CapacityPage:
    """What the Capacity page shows of the configured gateways; the address leads."""

    dashboard: Dashboard
    gateways: Sequence[Gateway]

    def begin(self) -> None:
        """Show the latest in a run of the whole page, unless the page is paused."""
        if not pulse.is_held(self):
            self._look()

    def busy(self) -> str | None:
        """Nothing is ever waited for."""
        return None

    def read(self) -> str | None:
        """There is no panel."""
        return None

    def renew(self) -> Collection[str]:
        """Look again: at the slots of this moment, and at the past where another step is over."""
        before = self._shown()
        after = self._look()
        changed = [parts.COVERED]
        if after.samples != before.samples:
            changed += [parts.SLOTS_NOW, parts.PLANNING]
        elif (after.past, after.counted) != (before.past, before.counted):
            changed.append(parts.PLANNING)
        return changed

    def draw_head(self, beside: Callable[[], None] | None = None) -> None:
        """Draw how many gateways answer."""
        head.draw(self.gateways, self._shown().samples, self.shown_at(), beside)

    def shown_at(self) -> datetime:
        """When what the page shows was looked at."""
        return self._shown().at

    def place(self) -> Place | None:
        """What is in view; None where the address names nothing that there can be."""
        return place.read(address.one(address.SCOPE))

    def samples(self) -> tuple[GatewaySample, ...]:
        """The latest sample of every gateway."""
        return self._shown().samples

    def window(self) -> Window:
        """The window that the address names. Raises PeriodError where it can't be shown."""
        shown = self._shown()
        latest = period.latest_end(shown.at, None if shown.past.kept is None else shown.past.kept.end)
        chosen = address.one(address.WINDOW)
        if chosen == period.CUSTOM:
            named = period.days(address.one(address.BEGIN), address.one(address.END), shown.at)
            return period.of_days(named, latest)
        return period.of_span(chosen if chosen and chosen in period.SPANS else next(iter(period.SPANS)), latest)

    def answers(self, of: Place) -> Answers | None:
        """What the past says of a place in the window; None where there is none, which ``why_no_past`` explains."""
        archive, kept = self.dashboard.archive, self._shown().past.kept
        if archive is None or kept is None:
            return None
        try:
            return Answers(archive, place.scope(of, self.gateways), self.window(), kept)
        except PeriodError:
            return None

    def why_no_past(self) -> str:
        """Why there are no answers."""
        try:
            self.window()
        except PeriodError as error:
            return str(error)
        return self._shown().past.trouble or self.dashboard.why_no_past

    def _shown(self) -> _Shown:
        kept: _Shown | None = st.session_state.get(_STATE)
        return self._look() if kept is None else kept

    def _look(self) -> _Shown:
        shown = _Shown(self.dashboard.samples_of(self.gateways), now(), self._past(), self._counted())
        st.session_state[_STATE] = shown
        return shown

    def _past(self) -> _Past:
        """What is kept; nobody is asked before the first paint."""
        archive = self.dashboard.archive
        if archive is None or not painted(NUMBERS):
            return _Past()
        try:
            return _Past(answers.extent(archive))
        except ArchiveError as error:
            return _Past(trouble=str(error))

    def _counted(self) -> tuple[datetime | None, ...]:
        """When each gateway counted its waiting jobs; nobody is asked for that unless demand is shown."""
        if address.one(address.SECTION) != DEMAND:
            return ()
        seen = self.dashboard.observe_demand_of_all(self.gateways)
        return tuple(each.snapshot.reading(Kind.DEBUG).at for each in seen)
