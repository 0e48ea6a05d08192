"""Numbers added up where some are not known: the sum is then at least that much, and says so."""

from collections.abc import Iterable
from typing import NamedTuple

from lib.fleet.model import CapacityTotals, Slots
from lib.fleet.words import count


class Sum(NamedTuple):
    """Whole numbers added up.

    ``known`` is the sum of the parts that are known. Where ``complete`` is False it is a lower bound, and None if it
    would be 0: that something is at least nothing says nothing.
    """

    known: int | None
    complete: bool

    @property
    def is_bound(self) -> bool:
        """Whether something is known, but not all."""
        return self.known is not None and not self.complete

    @property
    def text(self) -> str:
        """``12``, ``≥ 12`` for a lower bound; "—" where nothing is known."""
        return f"≥ {count(self.known)}" if self.is_bound else count(self.known)


NOTHING = Sum(0, complete=True)
UNKNOWN = Sum(None, complete=False)


def at_least(number: int | None) -> Sum:
    """A lower bound."""
    return Sum(number or None, complete=False)


def exactly(number: int | None) -> Sum:
    """A number that is known, or not."""
    return UNKNOWN if number is None else Sum(number, complete=True)


def added(parts: Iterable[Sum]) -> Sum:
    """The parts together: complete where all of them are."""
    listed = list(parts)
    known = sum(part.known or 0 for part in listed)
    return Sum(known, complete=True) if all(part.complete for part in listed) else at_least(known)


class SlotSums(NamedTuple):
    """Slots added up.

    ``free`` are those that a job can really get. ``measured`` are used and total of all parts that say both: what
    the utilization is worked out from.
    """

    total: Sum
    used: Sum
    free: Sum
    measured: tuple[int, int]

    @property
    def utilization(self) -> float | None:
        """Used in percent of total, of the parts that say both; may exceed 100; None without any such slot."""
        used, total = self.measured
        return 100 * used / total if total else None

    @property
    def exhausted(self) -> bool:
        """Whether slots are used and certainly none is free for another job."""
        return self.free == NOTHING and bool(self.used.known)


NO_SLOTS = SlotSums(NOTHING, NOTHING, NOTHING, (0, 0))
UNKNOWN_SLOTS = SlotSums(UNKNOWN, UNKNOWN, UNKNOWN, (0, 0))


def slots_of(row: Slots | CapacityTotals) -> SlotSums:
    """The slots of one executor, or of one gateway.

    Derived stranded slots are an upper bound (contract 9.4), and what is free besides them therefore a lower one.
    """
    free = row.truly_available
    bound = bool(row.available) and row.stranded_derived
    measured = (0, 0) if row.used is None or row.capacity is None else (row.used, row.capacity)
    return SlotSums(exactly(row.capacity), exactly(row.used), at_least(free) if bound else exactly(free), measured)


def slots_added(parts: Iterable[SlotSums]) -> SlotSums:
    """The slots of several executors or gateways together."""
    listed = list(parts)
    return SlotSums(
        added(part.total for part in listed),
        added(part.used for part in listed),
        added(part.free for part in listed),
        (sum(part.measured[0] for part in listed), sum(part.measured[1] for part in listed)),
    )
