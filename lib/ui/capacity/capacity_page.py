"""The Capacity page, as the beat keeps it up to date: what is in view, of which window, and what is known now."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from lib.gateway.config import Gateway
from lib.gateway.routes import Kind
from lib.history.questions import Archive, ArchiveError, Window
from lib.history.samples import GatewaySample
from lib.process import Dashboard
from lib.ui import address, parts, pulse
from lib.ui.after_paint import painted
from lib.ui.capacity import answers, head, period, place
from lib.ui.capacity.answers import Answers
from lib.ui.capacity.period import PeriodError
from lib.ui.capacity.place import Place
from lib.ui.clock import now

NUMBERS = "slots_now"
"""The key of the container that is painted first; the past is asked after that."""

DEMAND = "Demand"
"""The section that asks gateways for waiting jobs."""

_STATE = "capacity_shown"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What all parts of the page show until it is renewed.

    The samples, how far the past goes and, where demand is shown, when each gateway counted its waiting jobs.
    """

    samples: tuple[GatewaySample, ...]
    at: datetime
    until: datetime | None
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
        elif (after.until, after.counted) != (before.until, before.counted):
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
        latest = period.latest_end(shown.at, shown.until)
        chosen = address.one(address.WINDOW)
        if chosen == period.CUSTOM:
            named = period.days(address.one(address.BEGIN), address.one(address.END), shown.at)
            return period.of_days(named, latest)
        return period.of_span(chosen if chosen and chosen in period.SPANS else next(iter(period.SPANS)), latest)

    def archive(self) -> Archive | None:
        """The past, where it can be asked."""
        return self.dashboard.archive

    def answers(self, of: Place) -> Answers | None:
        """What the past says of a place in the window; None where no past is kept, or the window can't be shown."""
        archive = self.archive()
        try:
            window = self.window()
        except PeriodError:
            return None
        return None if archive is None else Answers(archive, place.scope(of, self.gateways), window)

    def _shown(self) -> _Shown:
        kept: _Shown | None = st.session_state.get(_STATE)
        return self._look() if kept is None else kept

    def _look(self) -> _Shown:
        shown = _Shown(self.dashboard.samples_of(self.gateways), now(), self._until(), self._counted())
        st.session_state[_STATE] = shown
        return shown

    def _until(self) -> datetime | None:
        archive = self.archive()
        if archive is None or not painted(NUMBERS):
            return None
        try:
            found = answers.extent(archive)
        except ArchiveError:
            return None  # the line about the past says why
        return None if found is None else found.end

    def _counted(self) -> tuple[datetime | None, ...]:
        """When each gateway counted its waiting jobs; nobody is asked for that unless demand is shown."""
        if address.one(address.SECTION) != DEMAND:
            return ()
        seen = self.dashboard.observe_demand_of_all(self.gateways)
        return tuple(each.snapshot.reading(Kind.DEBUG).at for each in seen)
