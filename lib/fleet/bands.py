"""The four utilization bands of the page's section Utilization Percentage.

The page leaves exactly 50, 70 and 85 % open; here each band includes its upper bound (contract 9.4).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """A range of utilization up to and including ``upper`` percent, and the page's advice for it."""

    name: str
    upper: float
    advice: str


BANDS = (
    Band("comfortable", 50, "Comfortably under-utilized, no action needed."),
    Band("normal", 70, "Normal operating range for production."),
    Band("busy", 85, "Consider scaling up if sustained."),
    Band("critical", float("inf"), "Critical: jobs may queue, immediate scaling recommended."),
)
TIGHT = BANDS[-2:]
"""The bands that ask for more slots."""
EDGES = tuple(band.upper for band in BANDS[:-1])


def band(utilization: float | None) -> Band | None:
    """The band of a utilization in percent; None where that is not known."""
    return None if utilization is None else next(one for one in BANDS if utilization <= one.upper)


def utilization(used: int | None, capacity: int | None) -> float | None:
    """Used slots in percent of capacity; may exceed 100; None where there is no capacity or either is not known."""
    return None if not capacity or used is None else 100 * used / capacity
