"""Numbers and times as people read them."""

from collections.abc import Sequence
from datetime import UTC, datetime

NOT_KNOWN = "—"
_NAMED = 3

_STEPS = ((86_400, "d"), (3_600, "h"), (60, "min"))


def duration(seconds: float) -> str:
    """``42 s``, ``1 min 15 s``, ``3 h 20 min``, ``2 d 4 h``: two units at most, never a rounded-up one."""
    whole = int(max(0.0, seconds))
    for size, unit in _STEPS:
        if whole >= size:
            return _two_units(whole, size, unit)
    return f"{whole}\u202fs"


def _two_units(whole: int, size: int, unit: str) -> str:
    major, rest = divmod(whole, size)
    smaller = {"d": (3_600, "h"), "h": (60, "min"), "min": (1, "s")}[unit]
    minor = rest // smaller[0]
    return f"{major}\u202f{unit} {minor}\u202f{smaller[1]}" if minor else f"{major}\u202f{unit}"


def ago(seconds: float | None) -> str:
    """``12 s ago``; "—" for an age that is not known."""
    return NOT_KNOWN if seconds is None else f"{duration(seconds)} ago"


def count(number: int | None) -> str:
    """Thousands separated by a thin space; "—" for none."""
    return NOT_KNOWN if number is None else f"{number:,}".replace(",", "\u202f")


def percent(share: float | None) -> str:
    """One decimal below 100, as in ``92.9 %``, without a decimal where it would be zero; "—" for none."""
    if share is None:
        return NOT_KNOWN
    shown = f"{share:.1f}".removesuffix(".0")
    if shown == "100" and share < 100:
        shown = "99.9"
    return f"{shown}\u202f%"


def plural(number: int, noun: str) -> str:
    """``1 node``, ``3 nodes``."""
    return f"{count(number)} {noun}" if number == 1 else f"{count(number)} {noun}s"


def named(names: Sequence[str]) -> str:
    """``a, b, c, and 2 more executors``: the first of some executors, and how many there are beside them."""
    more = len(names) - _NAMED
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_NAMED])}, and {plural(more, 'more executor')}"


def enumeration(words: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``; ``last`` is the word before the last one."""
    *first, end = words or ("",)
    return f"{', '.join(first)} {last} {end}" if first else end


def iso(moment: datetime | None) -> str:
    """ISO-8601 in UTC with a Z; empty for none."""
    return "" if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
