"""The utilization of a window beside that of the window before it.

Only steps that are known count. Where too few are, there is no answer: the known ones may all lie in the night.
"""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from lib.planning.load import known_steps

ENOUGH: Final = 0.5
"""The share of a window's steps that must be known, from 0 to 1, before it is compared or called enough."""

P95: Final = 0.95
"""The quantile that stands for busy times; interpolated linearly, as in STATISTICS."""


@dataclass(frozen=True, slots=True)
class Level:
    """Utilization of the known steps of a window, in percent: of the means of its steps. None where none is known."""

    mean: float | None
    p95: float | None
    highest: float | None
    known: int
    steps: int

    @property
    def coverage(self) -> float:
        """The known steps as a share of all, from 0 to 1."""
        return self.known / self.steps if self.steps else 0.0

    @property
    def enough(self) -> bool:
        """Whether enough of it is known for a comparison."""
        return self.known > 0 and self.coverage >= ENOUGH


@dataclass(frozen=True, slots=True)
class Change:
    """The later window less the earlier one, in percentage points."""

    mean: float
    p95: float
    highest: float


@dataclass(frozen=True, slots=True)
class Compared:
    """A window and the one before; ``change`` is None where too little of one is known, and ``why`` says which."""

    window: Level
    before: Level
    change: Change | None
    why: str | None


def level(load: pd.DataFrame) -> Level:
    """The level of a window, from its ``LOAD``."""
    known = load["utilization"].dropna()
    if known.empty:
        return Level(None, None, None, 0, len(load))
    return Level(float(known.mean()), float(known.quantile(P95)), float(known.max()), known_steps(load), len(load))


def compared(load: pd.DataFrame, before: pd.DataFrame) -> Compared:
    """A window beside the window before it, from the ``LOAD`` of both."""
    later, earlier = level(load), level(before)
    why = _why_not("this window", later) or _why_not("the window before", earlier)
    return Compared(later, earlier, None if why else _change(later, earlier), why)


def _change(later: Level, earlier: Level) -> Change | None:
    pairs = [(later.mean, earlier.mean), (later.p95, earlier.p95), (later.highest, earlier.highest)]
    known = [this - that for this, that in pairs if this is not None and that is not None]
    return Change(*known) if len(known) == len(pairs) else None


def _why_not(name: str, found: Level) -> str | None:
    if found.enough:
        return None
    return f"Of {name}, {found.known} of {found.steps} steps are known; {ENOUGH:.0%} are needed."
