"""Gaps in a history beside the incidents that should have made them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import duckdb

from bench.incidents import UNREACHABLE, Happened
from lib.settings import Settings

Kept = Sequence[tuple[datetime, str, bool]]
"""When a gateway was sampled, which one, and whether it could be reached; by time."""

_USUAL = Settings()
LAG = timedelta(seconds=_USUAL.backoff_max + _USUAL.history_interval + 15)
"""How long after an incident a gap may last: until the next try after the longest pause, and the next sample."""

SEEN_AFTER = timedelta(seconds=45)
"""An incident that has lasted for so long has been sampled; none is shorter."""


class Gap(NamedTuple):
    """Samples of a gateway one after another in which it could not be reached."""

    gateway: str
    first: datetime
    last: datetime


def read_history(file: Path) -> Kept:
    """What the history file of a dashboard that has ended keeps."""
    with duckdb.connect(str(file), read_only=True) as opened:
        rows = opened.execute("SELECT moment, gateway, reachable FROM gateway_raw ORDER BY moment, gateway").fetchall()
    return [(at.replace(tzinfo=UTC), gateway, reachable) for at, gateway, reachable in rows]


def gaps(kept: Kept) -> list[Gap]:
    """The gaps of each gateway in the order of their beginnings."""
    found = []
    for gateway in sorted({each for _, each, _ in kept}):
        of_one = [(at, reachable) for at, each, reachable in kept if each == gateway]
        for reachable, run in groupby(of_one, key=lambda each: each[1]):
            moments = [at for at, _ in run]
            if not reachable:
                found.append(Gap(gateway, moments[0], moments[-1]))
    return sorted(found, key=lambda gap: (gap.first, gap.gateway))


def expected(kept: Kept, incidents: Sequence[Happened]) -> list[Happened]:
    """The incidents that should have made a gap: those that began, and lasted long enough, while samples were kept."""
    if not kept:
        return []
    first, last = kept[0][0], kept[-1][0]
    return [
        each
        for each in incidents
        if each.incident in UNREACHABLE and first <= each.began and each.began + SEEN_AFTER <= last
    ]


def unexplained(kept: Kept, incidents: Sequence[Happened]) -> list[str]:
    """Each gap without one incident and each incident without one gap, in words."""
    found = gaps(kept)
    telling = [each for each in incidents if each.incident in UNREACHABLE]
    without_incident = [
        f"{gap.gateway} had a gap from {gap.first} to {gap.last}, and no incident"
        for gap in found
        if sum(_explains(each, gap) for each in telling) != 1
    ]
    without_gap = [
        f"{each.gateway} had {each.incident.name} from {each.began} to {each.ended}, and no gap"
        for each in expected(kept, incidents)
        if sum(_explains(each, gap) for gap in found) != 1
    ]
    return [*without_incident, *without_gap]


def _explains(incident: Happened, gap: Gap) -> bool:
    return incident.gateway == gap.gateway and incident.began <= gap.first and gap.last <= incident.ended + LAG
