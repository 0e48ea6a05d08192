"""A repeating script of trouble: which incident at which second, and what it does to a world."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from lib.demo.node import Trait
from lib.demo.world import Executor, World

__all__ = ["CALM", "TROUBLE", "Act", "Incident", "Moment", "afflicted", "moment"]


class Incident(Enum):
    """One kind of trouble."""

    NONE = "all is well"
    HOLLOW = "documents lose their content (contract 4.4)"
    SLOW = "each answer takes seconds"
    PROXY = "a proxy answers 503 with a page of its own"
    REFUSED = "nothing listens on the port"
    DRIFT = "jobs are dispatched and not claimed"
    STALE_NODE = "one node's heartbeat stops while it stays registered"
    STALE_HOST = "the heartbeats of all nodes on one host stop while they stay registered"
    LOST_HOST = "all workers on one host are killed, so that the gateway lists them no more (contract 4.5)"
    ETCD_LOST = "capacity fails, and everything else is old memory"
    FROZEN = "all heartbeats stop, and everything is answered with 200, until the gateway is started again"
    RESTART = "the gateway has started again and has discovered nothing yet"


@dataclass(frozen=True, slots=True)
class Act:
    """One incident and how many seconds it lasts."""

    incident: Incident
    seconds: float


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the script stands: the incident, when it began, and when the gateway last restarted, if it did."""

    incident: Incident
    began: datetime
    restarted: datetime | None


CALM = (Act(Incident.NONE, 60),)

_PAUSE = Act(Incident.NONE, 30)
TROUBLE = (
    Act(Incident.NONE, 60),
    Act(Incident.HOLLOW, 60),
    _PAUSE,
    Act(Incident.SLOW, 45),
    _PAUSE,
    Act(Incident.PROXY, 45),
    _PAUSE,
    Act(Incident.REFUSED, 45),
    _PAUSE,
    # three dispatches long, so that the epochs go on from there when the claims come
    Act(Incident.DRIFT, 180),
    _PAUSE,
    Act(Incident.STALE_NODE, 60),
    _PAUSE,
    Act(Incident.STALE_HOST, 90),
    _PAUSE,
    Act(Incident.LOST_HOST, 120),
    _PAUSE,
    Act(Incident.ETCD_LOST, 60),
    _PAUSE,
    # a loop that has ended comes back with the process alone (contract 10, quirk 25): no pause before the restart
    Act(Incident.FROZEN, 90),
    Act(Incident.RESTART, 20),
)


def moment(script: Sequence[Act], started: datetime, now: datetime) -> Moment:
    """Tell which act of the script plays now, when it began, and when RESTART last began."""
    now = max(now, started)  # a clock set back shows the first act
    length = timedelta(seconds=sum(act.seconds for act in script))
    this_round = started + length * ((now - started) // length)
    acts = [*_acts_from(this_round - length, script), *_acts_from(this_round, script)]
    past = [(incident, began) for incident, began in acts if started <= began <= now]
    restarts = [began for incident, began in past if incident is Incident.RESTART]
    incident, began = past[-1]
    return Moment(incident, began, restarts[-1] if restarts else None)


def _acts_from(began: datetime, script: Sequence[Act]) -> Iterator[tuple[Incident, datetime]]:
    for act in script:
        yield act.incident, began
        began += timedelta(seconds=act.seconds)


def afflicted(world: World, at: Moment) -> World:
    """Give the world as the moment's incident leaves it. What happens to HTTP itself changes no world."""
    if at.restarted is not None:
        world = replace(world, gateway_started=at.restarted)
    match at.incident:
        case Incident.HOLLOW:
            return replace(world, hollow_since=at.began)
        case Incident.ETCD_LOST:
            return replace(world, etcd_lost_since=at.began)
        case Incident.FROZEN:
            return replace(world, frozen_since=at.began)
        case Incident.RESTART:
            return replace(world, booting=True)
        case Incident.DRIFT:
            drifting = tuple(_first_node_becomes(Trait.DRIFTED, at, executor) for executor in world.executors)
            return replace(world, executors=drifting)
        case Incident.STALE_NODE:
            first, *others = world.executors
            return replace(world, executors=(_first_node_becomes(Trait.STALE, at, first), *others))
        case Incident.STALE_HOST:
            return _first_host_becomes(Trait.STALE, at, world)
        case Incident.LOST_HOST:
            return _first_host_becomes(Trait.KILLED, at, world)
        case _:
            return world


def _first_node_becomes(trait: Trait, at: Moment, executor: Executor) -> Executor:
    first, *others = executor.nodes
    return replace(executor, nodes=(replace(first, trait=trait, since=at.began), *others))


def _first_host_becomes(trait: Trait, at: Moment, world: World) -> World:
    host = world.executors[0].nodes[0].host
    return replace(world, executors=tuple(_nodes_on_become(trait, at, host, each) for each in world.executors))


def _nodes_on_become(trait: Trait, at: Moment, host: str, executor: Executor) -> Executor:
    nodes = tuple(replace(node, trait=trait, since=at.began) if node.host == host else node for node in executor.nodes)
    return replace(executor, nodes=nodes)
