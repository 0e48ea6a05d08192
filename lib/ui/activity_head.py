"""The head of the Activity page: how many alerts fire, and whether anybody watches for them at all."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import streamlit as st

from lib.alerts.rules import BY_NAME, Severity
from lib.alerts.silences import silencing
from lib.alerts.watching import Seen
from lib.fleet.words import duration, plural
from lib.settings import Settings
from lib.ui.clock import now

NOT_WATCHED: Final = "Alerts are not watched, as `HISTORY` is off: nothing takes the samples that they rest on."
ELSEWHERE: Final = (
    "This replica does not follow alerts, as `ALERTS` is off. The one with `ALERTS=on` shows them, tells people "
    "and takes silences. Whether an alert fires is not known here."
)
NO_SAMPLE: Final = "No sample has been taken yet: whether an alert fires is not known."
_LATE: Final = 3
"""Intervals after which the latest sample is too old for what rests on it to be said of now."""


def draw(seen: Seen | None, settings: Settings, beside: Callable[[], None] | None = None) -> None:
    """Draw the line, with what ``beside`` draws at its end."""
    with st.container(horizontal=True, vertical_alignment="center", key="activity_summary"):
        st.markdown(summary(seen, settings, now()), width="stretch")
        if beside is not None:
            beside()


def summary(seen: Seen | None, settings: Settings, at: datetime) -> str:
    """What fires, as far as it is known now."""
    if seen is None and settings.history == "on":
        return f":gray-badge[:material/visibility_off: Not watched here] {ELSEWHERE}"
    if seen is None:
        return f":orange-badge[:material/visibility_off: Not watched] {NOT_WATCHED}"
    if seen.sampled_at is None:
        return f":gray-badge[:material/hourglass_empty: Not known yet] {NO_SAMPLE}"
    age = (at - seen.sampled_at).total_seconds()
    if age > _LATE * settings.history_interval:
        return f":orange-badge[:material/visibility_off: Not watched now] The latest sample is {duration(age)} old."
    return _firing(seen, at)


def _firing(seen: Seen, at: datetime) -> str:
    firing = seen.state.firing
    if not firing:
        return ":green-badge[:material/check_circle: No alert fires]"
    critical = sum(BY_NAME[alert.rule].severity is Severity.CRITICAL for alert in firing)
    silenced = sum(silencing(seen.state.silences, alert.rule, alert.subject, at) is not None for alert in firing)
    unknown = sum(alert.course.unknown_since is not None for alert in firing)
    hue = "red" if critical else "orange"
    said = [f":{hue}-badge[:material/notifications_active: {plural(len(firing), 'alert')} firing]"]
    counted = {"critical": critical, "silenced": silenced, "not known any more": unknown}
    return " · ".join([*said, *(f"{number} {word}" for word, number in counted.items() if number)])
