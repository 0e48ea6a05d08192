"""Slots added up where some are not known, and in sentences: a mean of samples is no whole number."""

from collections.abc import Iterable
from typing import TypeVar

from lib.fleet.words import NOT_KNOWN

_Number = TypeVar("_Number", int, float)


def known_sum(numbers: Iterable[_Number | None]) -> _Number | None:
    """The sum, None where one part is not known: it would be too low."""
    listed = list(numbers)
    known = [number for number in listed if number is not None]
    return sum(known) if len(known) == len(listed) else None


def amount(slots: float | None) -> str:
    """``1 200``, or one decimal where it is not whole; "—" for none."""
    if slots is None:
        return NOT_KNOWN
    rounded = round(slots, 1) + 0.0  # no minus before a zero
    return f"{rounded:,.1f}".removesuffix(".0").replace(",", "\u202f")


def slots(number: float | None) -> str:
    """``1 slot``, ``4 slots``, ``2.5 slots``."""
    return f"{amount(number)} slot" if number == 1 else f"{amount(number)} slots"
