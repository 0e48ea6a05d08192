"""Samples made by hand, and the engine run over a row of them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from lib.alerts.engine import State, Step, step
from lib.alerts.thresholds import DEFAULTS, Thresholds
from lib.fleet.model import Status, Verdict
from lib.history.samples import ExecutorSample, GatewaySample

BEGIN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
EVERY = 30.0
LONGEST = 3 * EVERY


def after(seconds: float) -> datetime:
    """The instant so many seconds after the first sample."""
    return BEGIN + timedelta(seconds=seconds)


def executor(name: str = "extract", **told: Any) -> ExecutorSample:
    """An executor that is well, and has 20 slots of which 4 are used."""
    untold = {
        "function": "extract",
        "total": 20,
        "used": 4,
        "available": 16,
        "stranded": 0,
        "healthy": 1,
        "unhealthy": 0,
        "unknown": 0,
        "heartbeat_age": 3.0,
        "status": Status.SERVING,
        "verdict": Verdict.MATCH,
        "epoch": 7,
    }
    return ExecutorSample(executor=name, **{**untold, **told})


def unknown(name: str = "extract") -> ExecutorSample:
    """An executor of which nothing is known."""
    return executor(name, **dict.fromkeys((*ExecutorSample.__struct_fields__[2:],)))


def gateway(*executors: ExecutorSample, at: datetime = BEGIN, **told: Any) -> GatewaySample:
    """A gateway that is well; untold, with one executor that is."""
    name = told.get("gateway", "us")
    untold = {
        "gateway": name,
        "at": at,
        "site": name,
        "datacenter": None,
        "reachable": True,
        "nodes": 10,
        "fresh_nodes": 10,
        "executors": executors or (executor(),),
    }
    return GatewaySample(**{**untold, **told})


def gone(at: datetime = BEGIN, name: str = "us") -> GatewaySample:
    """A gateway that does not answer, for so long that nothing of it is known."""
    return GatewaySample(name, at, name, None, reachable=False, nodes=None, fresh_nodes=None, executors=())


def run(
    rows: Iterable[Sequence[GatewaySample]],
    thresholds: Thresholds = DEFAULTS,
    state: State | None = None,
    every: float = EVERY,
    begin: float = 0.0,
) -> list[Step]:
    """The steps that rows of samples lead to, one after another, ``every`` seconds apart."""
    steps: list[Step] = []
    now = state or State()
    for number, samples in enumerate(rows):
        steps.append(step(now, samples, thresholds, after(begin + number * every), LONGEST))
        now = steps[-1].state
    return steps


def told(steps: Iterable[Step]) -> list[tuple[str, str, str | None]]:
    """Rule, gateway and executor of all that was told, in its order."""
    return [(alert.rule, *alert.subject) for each in steps for alert in each.told]


def over(steps: Iterable[Step]) -> list[tuple[str, str, str | None]]:
    """The same of all that was told to be over."""
    return [(event.rule, *event.subject) for each in steps for event in each.over]
