"""Which window the Capacity page shows: the last day, week or month, or days that the address names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from lib.history.questions import FINE, Window, step_begin
from lib.history.schema import STEPS_FOR

DAY: Final = timedelta(days=1)
SPANS: Final[Mapping[str, timedelta]] = MappingProxyType(
    {"7d": timedelta(days=7), "24h": timedelta(hours=24), "30d": timedelta(days=30)}
)
"""The windows that end now; the first is shown where the address says none."""

CUSTOM: Final = "custom"
CHOICES: Final = (*SPANS, CUSTOM)
WORDS: Final[Mapping[str, str]] = MappingProxyType({"24h": "24 h", "7d": "7 d", "30d": "30 d", CUSTOM: "Custom"})
"""What the choices are called, from short to long."""

LATE: Final = 3 * FINE
"""A last step may be so late: it is summed up with the batch after its end."""


class PeriodError(ValueError):
    """Days that can't be shown; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days of UTC, the last one included."""

    first: date
    last: date


def days(first: str | None, last: str | None, now: datetime) -> Days:
    """The days that an address names, or raise PeriodError; the week up to today where it names none."""
    today = now.astimezone(UTC).date()
    try:
        named = Days(
            date.fromisoformat(first) if first else today - timedelta(days=6),
            date.fromisoformat(last) if last else today,
        )
    except ValueError as error:
        raise PeriodError(
            "The days in the address can't be read: from=2026-03-01&to=2026-03-07 would be right."
        ) from error
    if named.first > named.last:
        raise PeriodError(f"{named.first} is after {named.last}: the window would end before it begins.")
    if named.first > today:
        raise PeriodError(f"{named.first} has not come yet.")
    if today - named.first > STEPS_FOR:
        raise PeriodError(f"The past is kept for {STEPS_FOR.days} days, and {named.first} is before that.")
    return named


def of_days(named: Days, latest: datetime) -> Window:
    """The window of these days, up to ``latest`` where the last one is not over."""
    begin = datetime.combine(named.first, time(), UTC)
    end = min(datetime.combine(named.last, time(), UTC) + DAY, latest)
    return Window(begin, max(end, begin + FINE)).aligned()


def latest_end(now: datetime, until: datetime | None) -> datetime:
    """Where a window ends that goes up to now: with the last complete step, unless that is so late that it is a gap."""
    if until is not None and timedelta() <= now - until <= LATE:
        return until
    return step_begin(now, FINE)


def of_span(choice: str, latest: datetime) -> Window:
    """The window of this choice that ends at ``latest``, with its ends where steps begin."""
    span = SPANS[choice]
    end = step_begin(latest, Window(latest - span, latest).step)
    return Window(end - span, end)
