"""The Activity page, as the beat keeps it up to date."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pandas as pd
import streamlit as st

from lib.access.caller import Caller
from lib.alerts.limited import seen_by
from lib.alerts.timeline import as_changes, frame_of
from lib.alerts.timeline import timeline as line_of
from lib.alerts.watching import Seen
from lib.gateway.config import Gateway
from lib.history.changed import new_changes
from lib.history.questions import ArchiveError, Scope, Window
from lib.planning import period
from lib.process import Dashboard
from lib.ui import (
    activity_alerts,
    activity_delivery,
    activity_head,
    activity_timeline,
    address,
    parts,
    pulse,
    visiting,
)
from lib.ui.clock import now

SPANS: Final = dict(sorted(period.SPANS.items(), key=lambda named: named[1]))
"""How far back the time line goes, by the value of its parameter; the first where the address asks for none."""

_STATE: Final = "activity"


@dataclass(frozen=True, slots=True)
class Activity:
    """What the page shows: ``line`` is the time line of the ``span`` that ends ``at``.

    ``alerts`` is None where nothing is sampled. ``trouble`` says why the past that is kept can't be asked.
    """

    at: datetime
    span: str
    alerts: Seen | None
    line: pd.DataFrame
    trouble: str | None


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """The page about every configured gateway."""

    dashboard: Dashboard
    gateways: Sequence[Gateway]

    def activity(self) -> Activity:
        """What every part of the page shows now."""
        shown: Activity | None = st.session_state.get(_STATE)
        return shown if shown is not None and shown.span == _asked() else self.look()

    def begin(self) -> None:
        """Show the latest in a run of the whole page, unless the page is paused."""
        if not pulse.is_held(self):
            self.look()

    def busy(self) -> str | None:
        """Nothing is ever waited for."""
        return None

    def read(self) -> str | None:
        """There is no panel."""
        return None

    def renew(self) -> Collection[str]:
        """Look again; the keys of the parts that look different now."""
        before, after = self.activity(), self.look()
        same = {
            parts.ALERTS: _fires(before) == _fires(after),
            parts.TIMELINE: before.trouble == after.trouble and before.line.equals(after.line),
            parts.DELIVERY: _delivers(before) == _delivers(after),
        }
        return [key for key, is_same in same.items() if not is_same]

    def draw_head(self, beside: Callable[[], None] | None = None) -> None:
        """Draw how many alerts fire."""
        activity_head.draw(self.activity().alerts, self.dashboard.settings, beside)

    def shown_at(self) -> datetime:
        """When what the page shows was looked at."""
        return self.activity().at

    def look(self) -> Activity:
        """Look again, and show what is known now."""
        at, span = now(), _asked()
        watched = self.dashboard.alerts
        caller = visiting.caller_or_nobody(self.dashboard)
        seen = None if watched is None else seen_by(caller, watched.look())
        kept, trouble = _kept(self.dashboard, caller, Window(at - SPANS[span], at + timedelta(seconds=1)))
        recent = _seen(self.dashboard, self.gateways, seen, at - SPANS[span])
        latest = Activity(at, span, seen, line_of(kept, recent), trouble)
        st.session_state[_STATE] = latest
        return latest


def _asked() -> str:
    asked = address.one(address.WINDOW)
    return asked if asked in SPANS else next(iter(SPANS))


def _kept(dashboard: Dashboard, caller: Caller, window: Window) -> tuple[pd.DataFrame, str | None]:
    """The changes that the archive has for a caller, none where there is no archive; and why it can't be asked."""
    archive = dashboard.archive
    if archive is None:
        return frame_of(()), None
    seen = None if caller.gateways is None else tuple(sorted(caller.gateways))
    try:
        return archive.changes(Scope(seen), window), None
    except ArchiveError as error:
        return frame_of(()), str(error)


def _seen(dashboard: Dashboard, gateways: Sequence[Gateway], seen: Seen | None, since: datetime) -> pd.DataFrame:
    """What this process remembers itself: it knows of changes before the archive does, and where there is none."""
    observed = dashboard.observe_all(gateways)
    changes = [each for one in observed for each in new_changes(one.snapshot.gateway.id, None, one.history)]
    events = [] if seen is None else as_changes(seen.state.past)
    return frame_of(each for each in (*events, *changes) if each.at >= since)


def _fires(activity: Activity) -> object:
    seen = activity.alerts
    return seen and (seen.state.firing, seen.state.silences, seen.troubles, seen.thresholds)


def _delivers(activity: Activity) -> object:
    return activity.alerts and activity.alerts.targets


@parts.part(parts.ALERTS)
def alerts(page: ActivityPage) -> None:
    """The alerts that fire, and silences."""
    seen = page.activity().alerts
    if seen is not None and page.dashboard.alerts is not None:
        caller = visiting.caller_or_nobody(page.dashboard)
        activity_alerts.draw(activity_alerts.Desk(page.dashboard.alerts, page.look, caller), seen)


@parts.part(parts.TIMELINE)
def timeline(page: ActivityPage) -> None:
    """What has happened."""
    shown = page.activity()
    activity_timeline.draw(shown.line, [gateway.id for gateway in page.gateways], list(SPANS), shown.trouble)


@parts.part(parts.DELIVERY)
def delivery(page: ActivityPage) -> None:
    """Where alerts are sent, and when they fire."""
    seen = page.activity().alerts
    if seen is not None:
        activity_delivery.draw(seen, demo=page.dashboard.demo)
