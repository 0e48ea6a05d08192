"""One simulated worker and its work as time passes.

Everything is a function of the node and the time: nothing is remembered, so any instant can be asked for in any
order. A node gets one dispatch a minute, a `Turn`. The demand decides how many of its slots the turn takes; a turn
that takes none still does one short job, so that an idle node's epoch grows too.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from lib.demo.chance import chance, draw
from lib.demo.load import demand

__all__ = ["Node", "Trait", "Turn", "last_beat", "turn"]

_TURN = 60.0
_SHORTEST_JOB, _LONGEST_SHORT_JOB = 2.0, 8.0
_BEAT = 10.0
_BEAT_JITTER = 1.5
_TURN_OFFSET, _JOBS, _TOOK, _BEAT_OFFSET, _BEAT_DELAY, _JOB_ID = range(6)  # what chances are drawn for
_REGISTRATION_TTL = timedelta(seconds=6)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Trait(Enum):
    """What is the matter with a node since `Node.since`."""

    FINE = "works"
    NEVER_USED = "registered, and never sent a job"
    CHECKING = "restarts over and over, always in its first readiness check"
    RETRYING = "its readiness check failed and will be repeated"
    FAILED = "its readiness check failed for good"
    UNCLAIMED = "sent a job seconds ago that it has not claimed yet"
    LATE = "claims each job late"
    DRIFTED = "its status stays dispatches behind"
    STALE = "its heartbeat has stopped, and it is still registered"
    QUARANTINED = "alive without a status, so that nothing is routed to it"
    KILLED = "is dead, and what etcd holds of it expires"


_NOT_ROUTED_TO = frozenset({Trait.CHECKING, Trait.RETRYING, Trait.FAILED, Trait.QUARANTINED})


@dataclass(frozen=True, slots=True)
class Node:
    """A worker of one executor.

    `address` is host:port, an IPv6 host in brackets. `appetite` is the share of its slots that the demand's daily top
    takes. `past_misses` is the counter that a G1 gateway never resets (contract 4.3).
    """

    executor: str
    replica: int
    seed: int
    address: str
    slots: int
    peak_hour: float
    appetite: float
    deployed: datetime
    past_misses: int = 0
    trait: Trait = Trait.FINE
    since: datetime = _LONG_AGO

    @property
    def host(self) -> str:
        """Where it runs: its address without the port."""
        return self.address.rpartition(":")[0]

    @property
    def owner(self) -> str:
        """The worker's id, `<deployment>/rep-N@host:port` (contract 3.7)."""
        return f"{self.executor}/rep-{self.replica}@{self.address}"

    def job_id(self, epoch: int) -> str:
        """Name the job of one of its dispatches."""
        return f"{draw(self.seed, _JOB_ID, epoch):016x}"

    def is_registered(self, at: datetime) -> bool:
        """Tell whether its registration stands at this time (contract 4.5)."""
        return self.trait is not Trait.KILLED or at < self.since + _REGISTRATION_TTL

    @property
    def accepts_traffic(self) -> bool:
        """Whether the gateway routes jobs to it."""
        return self.trait not in _NOT_ROUTED_TO


@dataclass(frozen=True, slots=True)
class Turn:
    """One dispatch. `ended` is None for jobs that last until the next turn."""

    epoch: int
    began: datetime
    jobs: int
    ended: datetime | None

    def active(self, at: datetime) -> int:
        """Count the slots that its jobs hold at this time."""
        return self.jobs if self.ended is None or at < self.ended else 0


def turn(node: Node, at: datetime) -> Turn:
    """Give the newest dispatch to the node at this time."""
    offset = _TURN * chance(node.seed, _TURN_OFFSET)
    number = math.floor((at.timestamp() - offset) / _TURN)
    first = math.floor((node.deployed.timestamp() - offset) / _TURN)
    epoch = max(1, number - first + 1)
    began = datetime.fromtimestamp(number * _TURN + offset, UTC)
    wanted = node.slots * node.appetite * demand(began, node.peak_hour)
    # rounded up or down by chance, so that the mean over many turns is what was wanted
    jobs = min(node.slots, math.floor(wanted + chance(node.seed, _JOBS, number)))
    if jobs:
        return Turn(epoch, began, jobs, None)
    took = _SHORTEST_JOB + (_LONGEST_SHORT_JOB - _SHORTEST_JOB) * chance(node.seed, _TOOK, number)
    return Turn(epoch, began, 1, began + timedelta(seconds=took))


def last_beat(node: Node, at: datetime) -> datetime:
    """Give the newest heartbeat at this time: every 10 s, give or take 15 % (contract 4.5)."""
    offset = _BEAT * chance(node.seed, _BEAT_OFFSET)
    number = math.floor((at.timestamp() - offset) / _BEAT)
    beat = _beat(node, offset, number)
    return beat if beat <= at else _beat(node, offset, number - 1)


def _beat(node: Node, offset: float, number: int) -> datetime:
    seconds = number * _BEAT + offset + _BEAT_JITTER * chance(node.seed, _BEAT_DELAY, number)
    return datetime.fromtimestamp(seconds, UTC)
