"""The Deployments page of one gateway, as the beat keeps it up to date: what is shown, and which part shows what."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from lib.fleet import frozen
from lib.fleet.hints import hints
from lib.fleet.model import Fleet, Status
from lib.gateway.config import Gateway
from lib.process import Dashboard, Observation
from lib.ui import by_hand, health, parts, pulse, refreshing, shown, visiting
from lib.ui.opened import opened


@dataclass(frozen=True, slots=True)
class FleetPage:
    """What the page about a gateway shows."""

    dashboard: Dashboard
    gateway: Gateway

    def observation(self) -> Observation:
        """What every part of the page shows now."""
        return shown.observation(self.gateway) or shown.renew(self.dashboard, self.gateway)

    def begin(self) -> Observation:
        """What a run of the whole page shows: the latest, unless the page is paused."""
        return self.observation() if pulse.is_held(self) else shown.renew(self.dashboard, self.gateway)

    def busy(self) -> str | None:
        """How far reading everything anew has come."""
        return refreshing.progress(self.dashboard, self.gateway)

    def read(self) -> str | None:
        """Whether a person reads in the panel."""
        return "the panel is open" if opened(self.observation()) else None

    def renew(self) -> Collection[str]:
        """Look again; the keys of the parts that look different now."""
        before = self.observation()
        after = shown.renew(self.dashboard, self.gateway)
        return changed(before, after, self.dashboard.settings.refresh_desired)

    def draw_head(self, beside: Callable[[], None] | None = None) -> None:
        """Draw the health line."""
        retry = partial(refreshing.begin, self.dashboard, self.gateway)
        closed = by_hand.why_not(visiting.caller_or_nobody(self.dashboard))
        health.draw(self.observation().snapshot, retry, beside, closed=closed)

    def shown_at(self) -> datetime:
        """When what the page shows was looked at."""
        return self.observation().snapshot.taken_at


def changed(before: Observation, after: Observation, desired_every: float) -> list[str]:
    """The parts that look different in another observation of the same gateway.

    Ages are no difference, but for the executors, whose every reading brings new heartbeats. The desired states are
    drawn anew every ``desired_every`` seconds (page section Auto-Refresh), and at once where a verdict changes.
    """
    looks: dict[str, Callable[[Observation], object]] = {
        parts.METRICS: lambda seen: _numbers(seen.fleet),
        parts.FLYOUT: opened,
        parts.EXECUTORS: lambda seen: id(seen.fleet),
        parts.HINTS: lambda seen: hints(seen.fleet, seen.snapshot.taken_at),
        parts.CAPACITY: lambda seen: _slots(seen.fleet),
        parts.DESIRED: lambda seen: _verdicts(seen.fleet, desired_every),
    }
    return [key for key, look in looks.items() if look(before) != look(after)]


def _numbers(fleet: Fleet) -> tuple[object, ...]:
    unknown = sum(executor.rollup.status is Status.UNKNOWN for executor in fleet.executors)
    without_nodes = sum(executor.rollup.node_count == 0 for executor in fleet.executors)
    odd = frozen.warning(fleet), fleet.troubles, fleet.notices
    return fleet.counts, fleet.last_counts, odd, unknown, without_nodes


def _slots(fleet: Fleet) -> tuple[object, ...]:
    return fleet.capacity, fleet.capacity_stale, fleet.slots, fleet.unmatched_slots


def _verdicts(fleet: Fleet, every: float) -> tuple[object, ...]:
    turn = int(fleet.observed_at.timestamp() // every)
    return turn, [(executor.name, executor.rollup.verdict) for executor in fleet.executors]
