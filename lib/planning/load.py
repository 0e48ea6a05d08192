"""Slots added up over gateways, step by step: what the charts, peaks and rules of capacity planning start from.

Three rules hold for every sum (issue Capacity planning, section 2):

- Gateways of one etcd report the same slots (contract 3.8, quirk 24), so each site counts once: as that gateway tells
  it which knows most of it in that step.
- A step whose slots one of the expected sites did not say has no sum. It would be too low, and look like idle slots.
- A step without samples is a row of NaN. Nothing is interpolated.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from lib.history.questions import Window

SLOTS: Final = ("total", "used", "available", "stranded")
"""The numbers of a step that are added up."""

LOAD: Final = ("at", *SLOTS, "utilization")
"""A step of the window, whether or not it is known: sums of slots, and used in percent of total.

``utilization`` may exceed 100, and is NaN where there are no slots (contract 9.4).
"""

LOAD_BY_FUNCTION: Final = ("function", *LOAD)
"""The same for each function; each has every step of the window."""

_DIGITS: Final = 3
"""Digits of a sum behind the point: means are kept as numbers of 32 bits, which 0.001 of a slot is far above."""


class Gap(NamedTuple):
    """A span without data, from ``begin`` to before ``end``, both UTC."""

    begin: datetime
    end: datetime


class Coverage(NamedTuple):
    """How much of a window is known of a gateway: ``known`` of ``steps`` steps, and the gaps between them."""

    gateway: str
    known: int
    steps: int
    gaps: tuple[Gap, ...]

    @property
    def share(self) -> float:
        """The known steps as a share of all, from 0 to 1; 0 for a window shorter than a step."""
        return self.known / self.steps if self.steps else 0.0


def steps_of(window: Window) -> pd.DatetimeIndex:
    """The beginnings of all steps of a window."""
    aligned = window.aligned()
    return pd.date_range(aligned.begin, periods=window.steps, freq=window.step, unit="us", name="at")


def total_load(
    usage: pd.DataFrame, window: Window, reached: pd.DataFrame | None = None, expected: Iterable[str] | None = None
) -> pd.DataFrame:
    """``LOAD`` of the window from ``USAGE``, all functions of it together.

    ``expected`` are the gateways or sites without which a sum is not known: those that ``usage`` names at all, unless
    others are given. ``reached`` is ``REACHED`` of the same window: with it, a site that was read and has no row here
    has no slots; without it, that site is not known.
    """
    of = sites(usage, reached)
    rows = _counted_once(usage, of)
    wanted = _sites_named(of, expected) if expected is not None else set(rows["site"])
    return _sums(rows, _answered(rows, reached, of), wanted, window)


def load_by_function(usage: pd.DataFrame, window: Window, reached: pd.DataFrame | None = None) -> pd.DataFrame:
    """``LOAD_BY_FUNCTION`` of the window from ``USAGE``; functions in the order of their names.

    A function's sum needs the sites that had it at any time in the window. In a step in which such a site was read, but
    has no row of the function, it has no slots of it.
    """
    of = sites(usage, reached)
    rows = _counted_once(usage, of)
    answered = _answered(rows, reached, of)
    found = []
    for name, own in rows.groupby("function", sort=True):
        sums = _sums(own, answered, set(own["site"]), window)
        sums.insert(0, "function", name)
        found.append(sums)
    if not found:
        return pd.DataFrame({column: _empty(column) for column in LOAD_BY_FUNCTION})
    return pd.concat(found, ignore_index=True)


def sites(*frames: pd.DataFrame | None) -> Mapping[str, str]:
    """The site of each gateway, and of each site itself, over all rows of these frames.

    Gateways that were one site at any time in the window are one in all of it: before the first proof that they share
    an etcd, and while one of them is silent, they would count twice.
    """
    of: dict[str, str] = {}
    for frame in frames:
        if frame is None:
            continue
        for gateway, site in frame[["gateway", "site"]].drop_duplicates().itertuples(index=False):
            kept, other = of.get(site, site), of.get(gateway, gateway)
            of |= {gateway: kept, site: kept}
            of |= {name: kept for name, its in of.items() if its == other}
    return of


def coverage(usage: pd.DataFrame, window: Window, gateways: Iterable[str]) -> tuple[Coverage, ...]:
    """How much of the window each of these gateways told of its slots, from ``USAGE``."""
    known = usage[usage["total"].notna()]
    return tuple(_coverage(gateway, known.loc[known["gateway"] == gateway, "at"], window) for gateway in gateways)


def known_steps(load: pd.DataFrame) -> int:
    """How many steps of ``LOAD`` have a utilization."""
    return int(load["utilization"].notna().sum())


def _sites_named(of: Mapping[str, str], names: Iterable[str]) -> set[str]:
    return {of.get(name, name) for name in names}


def _counted_once(usage: pd.DataFrame, of: Mapping[str, str]) -> pd.DataFrame:
    """One row a step, site and function: the gateway's that knows most."""
    rows = usage.assign(site=usage["gateway"].map(of), known=usage[list(SLOTS)].notna().sum(axis=1))
    keys = ["at", "site", "function"]
    rows = rows.sort_values([*keys, "known", "executors", "gateway"], ascending=[True] * 3 + [False] * 2 + [True])
    return rows.drop_duplicates(keys)


def _answered(rows: pd.DataFrame, reached: pd.DataFrame | None, of: Mapping[str, str]) -> pd.DataFrame:
    """Steps and sites whose slots were said."""
    said = rows.loc[rows["total"].notna(), ["at", "site"]]
    if reached is not None:
        read = reached[reached["readable"] > 0]
        said = pd.concat([said, read.assign(site=read["gateway"].map(of))[["at", "site"]]])
    return said.drop_duplicates()


def _sums(rows: pd.DataFrame, answered: pd.DataFrame, wanted: set[str], window: Window) -> pd.DataFrame:
    steps = steps_of(window)
    said = answered[answered["site"].isin(wanted)].groupby("at")["site"].nunique().reindex(steps, fill_value=0)
    complete = (said == len(wanted)).to_numpy() & bool(wanted)
    told = rows.groupby("at")[list(SLOTS)].sum(skipna=False).round(_DIGITS)
    has_rows = steps.isin(told.index)
    sums = told.reindex(steps).astype("float64")
    sums[~has_rows] = 0.0
    sums[~complete] = np.nan
    sums["utilization"] = 100 * sums["used"] / sums["total"].where(sums["total"] > 0)
    return sums.reset_index()[list(LOAD)]


def _empty(column: str) -> pd.Series:
    dtype = {"at": "datetime64[us, UTC]", "function": "object"}.get(column, "float64")
    return pd.Series([], dtype=dtype)


def _coverage(gateway: str, told: pd.Series, window: Window) -> Coverage:
    steps = steps_of(window)
    missing = [step.to_pydatetime() for step in steps[~steps.isin(told)]]
    return Coverage(gateway, len(steps) - len(missing), len(steps), _spans(missing, window))


def _spans(missing: Iterable[datetime], window: Window) -> tuple[Gap, ...]:
    spans: list[Gap] = []
    for begin in missing:
        if spans and spans[-1].end == begin:
            spans[-1] = Gap(spans[-1].begin, begin + window.step)
        else:
            spans.append(Gap(begin, begin + window.step))
    return tuple(spans)
