"""Whether a gateway sees anything new of its workers (contract 10, quirk 25).

A gateway that has lost etcd, or whose watching loop has ended, goes on answering 200 with what it last knew. The only
symptom is that no heartbeat advances anywhere. Dead workers do not look like that: they vanish within seconds
(contract 1, fact 9). So where all heartbeats are old and stopped together, nothing is known of the nodes, and it
would be wrong to call each of them failed.
"""

from datetime import datetime
from typing import NamedTuple

from lib.fleet.evidence import Evidence
from lib.fleet.model import Fleet
from lib.fleet.rules import Rules
from lib.fleet.times import Moment, Moments
from lib.fleet.words import duration

STRAGGLERS = 0.1
"""Share of the nodes whose heartbeats may have stopped earlier than the others', one node at least: leftovers of
workers that went before (contract 10, quirk 13) must not hide that all others stopped together."""

_TOGETHER = 2


class Freeze(NamedTuple):
    """Since when a gateway has seen nothing new: the newest heartbeat of all, and its age in seconds."""

    since: datetime
    seconds: float


def freeze(evidence: Evidence, moments: Moments, rules: Rules) -> Freeze | None:
    """When the heartbeats stopped, if they all did, and together; None while one is recent or they stopped apart.

    Looked at are registered nodes that ever sent a heartbeat; a recent heartbeat of any other node shows as well that
    the gateway still sees. Together are heartbeats at most ``rules.fresh`` older than the newest: the last ones of a
    fleet that was well are that close, as each was recent then. Empty documents age as well (contract 4.4).
    """
    beats: list[Moment] = []
    for executor, documents in evidence.status.items():
        registered = evidence.listed.get(executor, frozenset())
        for address, document in documents.items():
            beat = moments[document.heartbeat_at]
            if beat.distance <= rules.fresh:
                return None
            if beat.at is not None and address in registered:
                beats.append(beat)
    return _stopped_together(beats, rules.fresh)


def _stopped_together(beats: list[Moment], span: float) -> Freeze | None:
    newest = min(beats, key=lambda beat: beat.distance, default=None)
    if newest is None or newest.at is None:
        return None
    together = sum(beat.distance - newest.distance <= span for beat in beats)
    if together < _TOGETHER or len(beats) - together > max(1, STRAGGLERS * len(beats)):
        return None
    return Freeze(newest.at, newest.distance)


def warning(fleet: Fleet) -> str | None:
    """What a reader must know and check where no heartbeat advances; None where they do, or that is not known."""
    if fleet.frozen_since is None:
        return None
    age = (fleet.observed_at - fleet.frozen_since).total_seconds()
    return (
        f"The newest heartbeat of any node is {duration(age)} old, and all stopped together: what the gateway says of "
        "its nodes is old memory. Check etcd and the gateway's log; if etcd is well, restart the gateway. If that age "
        "does not grow, the clocks of workers and dashboard differ instead."
    )
