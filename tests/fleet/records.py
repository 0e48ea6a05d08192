"""Records of a fleet made by hand, for tests of what is done with a fleet and not of how it is put together.

Untold, an executor has one node that is registered, alive and idle, at the epoch that is desired of it.
"""

from typing import Any

from lib.fleet import names
from lib.fleet.model import (
    Activity,
    CapacityTotals,
    Desired,
    Executor,
    Fleet,
    FleetCounts,
    RollUp,
    Slots,
    Status,
    Verdict,
)
from tests.fleet.documents import NAME, NOW, moment


def desired(**told: Any) -> Desired:
    """A desired state that was written ten minutes ago."""
    untold = {"phase": "SCHEDULED", "epoch": 3, "params": {}, "updated_at": moment(600), "created_at": None}
    return Desired(**{**untold, **told})


def rollup(**told: Any) -> RollUp:
    """What one idle node adds up to."""
    untold = {
        "status": Status.SERVING,
        "was": None,
        "was_activity": Activity.NONE,
        "reason": "0 busy, 1 ready",
        "activity": Activity.READY,
        "accepting": 1,
        "verdict": Verdict.MATCH,
        "verdict_reason": "epoch 3",
        "node_count": 1,
        "fresh": 1,
        "silent": 0,
        "hollow": 0,
        "skewed": 0,
        "owners": ("rep-0",),
        "epochs": (3, 3),
        "updated_at": moment(60),
        "heartbeat_at": moment(1),
        "oldest_heartbeat_at": moment(1),
        "desired": desired(),
        "desired_epochs": (3, 3),
    }
    return RollUp(**{**untold, **told})


def unknown_rollup(**told: Any) -> RollUp:
    """What an executor adds up to of which only the name is known."""
    nothing = {
        "status": Status.UNKNOWN,
        "reason": "the gateway has not answered with its status",
        "activity": Activity.NONE,
        "accepting": 0,
        "verdict": Verdict.UNKNOWN,
        "verdict_reason": "the gateway has not answered with its desired states",
        "node_count": None,
        "fresh": 0,
        "owners": (),
        "epochs": None,
        "updated_at": None,
        "heartbeat_at": None,
        "oldest_heartbeat_at": None,
        "desired": None,
        "desired_epochs": None,
    }
    return rollup(**{**nothing, **told})


def slots(name: str = NAME, **told: Any) -> Slots:
    """Four slots of which one is used."""
    untold = {
        "capacity": 4,
        "used": 1,
        "available": 3,
        "holders": 1,
        "notes": (),
        "per_node": 4,
        "stranded": 0,
        "stranded_derived": False,
        "flags": (),
    }
    return Slots(name=name, **{**untold, **told})


def executor(name: str = NAME, rolled: RollUp | None = None, **told: Any) -> Executor:
    """An executor; its function and place are what its name says."""
    says = names.parts(name)
    untold = {
        "slots": None,
        "endpoints": ("/default",),
        "internal_endpoints": (),
        "function": says.function,
        "environment": says.environment,
        "region": says.region,
        "status_since": moment(90),
        "verdict_since": moment(30),
    }
    return Executor(name=name, rollup=rolled or rollup(), **{**untold, **told})


def unknown(name: str = NAME) -> Executor:
    """An executor of which only the name is known."""
    return executor(name, unknown_rollup(), endpoints=(), function=None, environment=None, region=None)


def totals(**told: Any) -> CapacityTotals:
    """Four slots of which one is used."""
    untold = {
        "capacity": 4,
        "used": 1,
        "available": 3,
        "holders": 1,
        "stranded": 0,
        "stranded_derived": False,
        "flags": (),
    }
    return CapacityTotals(**{**untold, **told})


def counts(**told: Any) -> FleetCounts:
    """The numbers of a gateway with one idle executor on one node."""
    untold = {
        "executors": 1,
        "nodes": 1,
        "addresses": 1,
        "busy": 0,
        "ready": 1,
        "fresh_nodes": 1,
        "silent_nodes": 0,
    }
    return FleetCounts(**{**untold, **told})


def fleet(*executors: Executor, **told: Any) -> Fleet:
    """A fleet of these executors, all of whose readings are facts."""
    said = counts(executors=len(executors))
    untold = {
        "gateway_id": "us-east",
        "observed_at": NOW,
        "counts": said,
        "last_counts": said,
        "capacity": totals(),
        "slots": (),
        "unmatched_slots": frozenset(),
        "addresses": None,
        "notices": (),
        "status_stale": False,
        "deployments_stale": False,
        "capacity_stale": False,
        "per_node_load": False,
        "nodes_of": lambda _name: (),
        "endpoints_of": lambda _name: (),
        "vitals_of": lambda _name: {},
    }
    return Fleet(executors=executors, **{**untold, **told})
