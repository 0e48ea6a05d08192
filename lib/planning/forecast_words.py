"""A forecast in sentences."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from lib.fleet.words import percent, plural
from lib.planning.daily import DAY_KNOWN, Daily, midnights
from lib.planning.trend import PER_WEEKDAY, RANGE_CONFIDENCE, TREND_CONFIDENCE, Trend

ALREADY: Final = "already reached"

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def too_short(days: int, needed: int, left_out: int) -> str:
    """How much history there is, and how much is needed."""
    more = f"; {plural(left_out, 'more day')} known for less than {_least_hours()} h" if left_out else ""
    return f"{plural(days, 'known day')} of {needed} that are needed, two of each weekday{more}."


def too_old(days: int) -> str:
    """That the past ends too long ago."""
    return f"The last known day was {plural(days, 'day')} ago."


def too_few_weekdays(needed: int) -> str:
    """That some weekdays are too rare to count."""
    return f"Fewer than {needed} known days are of weekdays that are known at least {PER_WEEKDAY} times."


def of_trend(trend: Trend) -> str:
    """Which way the busiest hour goes, and how sure that is."""
    low, high = _signed(trend.slope_low, 3), _signed(trend.slope_high, 3)
    return (
        f"The busiest hour changes by {_signed(trend.slope, 3)} slots a day, {percent(100 * TREND_CONFIDENCE)} between "
        f"{low} and {high}{'' if trend.direction else ', which includes zero'}."
    )


def reached(best: int | None, earliest: int | None, latest: int | None, horizon: timedelta) -> str:
    """``in 23 days (18 to 31)``, where some of these may be later than the horizon."""
    beyond = f"later than {plural(horizon.days, 'day')}"
    if earliest is None:
        return beyond
    until = beyond if latest is None else str(latest)
    likely = beyond if best is None else f"in {plural(best, 'day')}"
    return f"{likely} ({earliest} to {until})"


def arithmetic(known: Daily, trend: Trend, total: float) -> Iterator[str]:
    """How the line comes about, step by step."""
    days = midnights(known.days)
    left_out = (
        f"; {plural(known.left_out, 'day')} left out, known for less than {_least_hours()} h" if known.left_out else ""
    )
    yield (
        f"Used slots in the busiest hour of {plural(len(known.days), 'known day')}, {days[0]:%Y-%m-%d} to "
        f"{days[-1]:%Y-%m-%d} (UTC){left_out}."
    )
    yield f"{of_trend(trend)} A single day is {trend.deviation:.2f} slots from the line (standard deviation)."
    yield (
        f"A day resembles the one before (ρ = {trend.resemblance:.2f}), so errors are widened by {trend.widening:.2f}; "
        f"ranges hold {percent(100 * RANGE_CONFIDENCE)}."
    )
    pattern = ", ".join(f"{_WEEKDAYS[day]} {_signed(slots)}" for day, slots in sorted(trend.weekdays.items()))
    yield f"Weekly pattern in slots, against the average weekday: {pattern}."
    if known.first_total != total:
        yield f"The total changed from {known.first_total:g} to {total:g} slots in the window; edges are of {total:g}."
    if full := int(known.full.sum()):
        share = percent(100 * full / len(known.days))
        yield (
            f"On {plural(full, 'day')} ({share}) every slot was in use for an hour: what was asked for beyond that "
            "cannot be seen, and the load may grow faster."
        )


def _least_hours() -> str:
    return f"{24 * DAY_KNOWN:.0f}"


def _signed(slots: float, decimals: int = 2) -> str:
    return f"{slots:+z.{decimals}f}".replace("-", "−")
