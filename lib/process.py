"""What this process is made of: settings, configured gateways, the feed, and the fleets built from it."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from lib import settings as settings_module
from lib.access.caller import Caller
from lib.access.control import AccessControl
from lib.access.hosts import is_loopback
from lib.access.limits import Limiter
from lib.ahead import Ahead
from lib.alerts.targets import targets
from lib.alerts.thresholds import Thresholds, ThresholdsFile
from lib.alerts.watching import Alerts
from lib.feed.feed import Feed
from lib.feed.reading import Snapshot
from lib.feed.schedule import Schedule
from lib.feed.settling import Settling
from lib.feed.statistics import Statistics
from lib.fleet.across import Across, Comparisons
from lib.fleet.current import Fleets, View
from lib.fleet.history import History
from lib.fleet.model import Fleet
from lib.fleet.rules import Rules
from lib.fleet.shared_etcd import Site
from lib.fleet.tables import Tables
from lib.gateway.client import GatewayClient
from lib.gateway.config import Configuration, ConfigurationError, ConfigurationFile, Gateway, seen_by
from lib.gateway.health import HealthCheck
from lib.gateway.limits import Limits
from lib.gateway.routes import Kind
from lib.gateway.trust import trusted_authorities
from lib.history.questions import Archive
from lib.history.samples import GatewaySample, limited
from lib.recording import Recording, Seen, samples_of
from lib.settings import Settings

Configured = tuple[Configuration | None, ConfigurationError | None]
"""The last good configuration, and what is wrong with its file now; never both None."""


HISTORY_OFF: Final = (
    "Nothing is recorded: HISTORY is off. Only Now can be shown; set HISTORY=on and start the dashboard again."
)
NOT_RECORDED: Final = "This dashboard records no past. Only Now can be shown."
NO_PAST_YET: Final = "No past is kept yet: the first step is summed up a few minutes after the start."


@dataclass(frozen=True, slots=True)
class Observation:
    """One gateway as a page sees it: its readings and the fleet that they add up to."""

    snapshot: Snapshot
    view: View

    @property
    def fleet(self) -> Fleet:
        """The executors of the gateway."""
        return self.view.fleet

    @property
    def reached(self) -> bool:
        """Whether the gateway has ever said anything about its executors."""
        return bool(self.fleet.executors) or self.fleet.last_counts.executors is not None

    @property
    def tables(self) -> Tables:
        """The fleet as DataFrames."""
        return self.view.tables

    @property
    def history(self) -> History:
        """What this process has seen of the gateway."""
        return self.view.history


class Dashboard:
    """The services of the process. Any thread may ask; `close` ends them."""

    def __init__(self, settings: Settings, gateways_file: Path, *, demo: bool = False) -> None:
        self.settings = settings
        self.demo = demo
        self.gateways_file = gateways_file
        self.access = AccessControl.of(settings)
        self.refreshes = Limiter(settings.manual_per_minute)
        self.tests = Limiter(settings.manual_per_minute)
        self._limits = Limits.of(settings)
        self._file = ConfigurationFile(gateways_file, os.environ, reach=self._limits.reach)
        self._trust = trusted_authorities(settings.ca_file)
        self._fleets = Fleets(rules(settings))
        self._comparisons = Comparisons()
        self._ahead = Ahead(self._work_out)
        self._feed = Feed(self._connect, schedule(settings), arrived=self._ahead.arrived)
        self._ahead.start()
        self._feed.start()
        self.recording: Recording | None = None

    def close(self) -> None:
        """Stop recording and reading gateways."""
        if self.recording is not None:
            self.recording.close()
        self._ahead.close()
        self._feed.close()

    def record(self) -> None:
        """Begin to take a sample of every gateway at a steady pace and to keep the past, where that is wanted."""
        if self.settings.history == "on":
            self.recording = Recording(self.settings, self._look_at_all, alerts(self.settings))
            self.recording.start()

    @property
    def archive(self) -> Archive | None:
        """The past, where it is kept and can be asked."""
        return None if self.recording is None else self.recording.archive

    @property
    def why_no_past(self) -> str:
        """Why there is no past to ask, where there is none."""
        if self.settings.history == "off":
            return HISTORY_OFF
        if self.recording is None:
            return NOT_RECORDED
        return self.recording.keeper.trouble or NO_PAST_YET

    @property
    def alerts(self) -> Alerts | None:
        """The alerts, where this process takes samples and follows them."""
        return None if self.recording is None else self.recording.alerts

    def thresholds(self) -> Thresholds:
        """When alerts fire; as their file says now, where another replica follows them."""
        if self.alerts is not None:
            return self.alerts.look().thresholds
        return ThresholdsFile(self.settings.alerts_file).read()[0]

    def samples(self) -> Sequence[GatewaySample]:
        """The latest sample of each gateway; empty before the first, and where nothing is recorded."""
        return () if self.recording is None else self.recording.samples

    def snapshots(self) -> list[Snapshot]:
        """What is known of each configured gateway that was ever read; none is asked for that."""
        configuration, _ = self.configuration()
        gateways = () if configuration is None else configuration.gateways
        return [snapshot for each in gateways if (snapshot := self._feed.peek(each.id)) is not None]

    def fetches(self) -> Statistics:
        """How many fetches from each configured gateway have ended, and failed."""
        return self._feed.statistics()

    def samples_of(self, gateways: Sequence[Gateway]) -> tuple[GatewaySample, ...]:
        """The latest sample of each of these gateways; of what is known now, where one of them has none yet."""
        kept = {
            sample.gateway: sample
            for sample in limited(self.samples(), {gateway.id for gateway in gateways}.__contains__)
        }
        if len(kept) == len(gateways):
            return tuple(kept[gateway.id] for gateway in gateways)
        seen = [Seen(each.snapshot, each.view) for each in self.observe_all(gateways)]
        return samples_of(seen, datetime.now(UTC))

    def configuration(self) -> Configured:
        """The last good configuration, and what is wrong with its file now."""
        configuration, error = self._file.current()
        if configuration is not None:
            ids = [gateway.id for gateway in configuration.gateways]
            self._feed.keep(ids)
            self._fleets.keep(ids)
        return configuration, error

    def configuration_for(self, caller: Caller) -> Configured:
        """The same as far as this caller may know it; there may be no gateway that they see."""
        return seen_by(caller, *self.configuration())

    def observe(self, gateway: Gateway) -> Observation:
        """What is known of a gateway, which is kept up to date while somebody observes it."""
        return self._observation(self._feed.look(gateway))

    def observe_demand(self, gateway: Gateway) -> Observation:
        """The same, and have waiting jobs read too while somebody asks so; nobody waits for them.

        Where the setting switches demand off, this is `observe`.
        """
        return self._observation(self._feed.look(gateway, also=(Kind.DEBUG,)))

    def observe_all(self, gateways: Sequence[Gateway]) -> list[Observation]:
        """`observe` several gateways side by side, in their order: the first reads of all are one wait, not many."""
        return _side_by_side(self.observe, gateways)

    def observe_demand_of_all(self, gateways: Sequence[Gateway]) -> list[Observation]:
        """`observe_demand` of several gateways side by side, in their order."""
        return _side_by_side(self.observe_demand, gateways)

    def compare(self, observations: Sequence[Observation]) -> Across:
        """What several gateways add up to, worked out once for all who look."""
        return self._comparisons.of([Site(each.fleet, each.snapshot.gateway.datacenter) for each in observations])

    def refresh(self, gateway: Gateway) -> Observation:
        """The same after reading everything anew, within the time that one call may take."""
        return self._observation(self._feed.refresh(gateway, self.settings.call_timeout))

    def begin_refresh(self, gateway: Gateway) -> Settling:
        """Begin to read everything anew; who asks while that goes on joins it."""
        return self._feed.begin_refresh(gateway)

    def refreshing(self, gateway: Gateway) -> Settling | None:
        """The reading anew that goes on; None where there is none."""
        return self._feed.refreshing(gateway.id)

    def test_health(self, gateway: Gateway) -> HealthCheck:
        """Walk the health check step by step. Raises TimeoutError when the steps together take too long."""
        return self._feed.run(gateway, _health_steps, 3 * self.settings.call_timeout)

    def _look_at_all(self) -> Sequence[Seen]:
        """Read once of every gateway what is not recent, and tell what is known of all of them then.

        A gateway that hangs is told as it is when the time for one call is over; nobody's interest is renewed.
        """
        configuration, _ = self.configuration()
        gateways = () if configuration is None else configuration.gateways
        ends = time.monotonic() + self.settings.call_timeout
        for settling in [self._feed.begin_sample(each, self.settings.history_interval / 2) for each in gateways]:
            settling.settles_within(max(0.0, ends - time.monotonic()))
        snapshots = [self._feed.peek(each.id) for each in gateways]
        return [Seen(each, self._fleets.view(each)) for each in snapshots if each is not None]

    def _work_out(self, gateway_id: str) -> None:
        """Put a gateway's fleet together as it is now, so that a page finds it done."""
        snapshot = self._feed.peek(gateway_id)
        if snapshot is not None:
            self._fleets.view(snapshot)

    def _connect(self, gateway: Gateway) -> GatewayClient:
        return GatewayClient(gateway, self._limits, trust=self._trust)

    def _observation(self, snapshot: Snapshot) -> Observation:
        return Observation(snapshot, self._fleets.view(snapshot))


def _side_by_side(observe: Callable[[Gateway], Observation], gateways: Sequence[Gateway]) -> list[Observation]:
    with ThreadPoolExecutor(max(1, len(gateways)), "observe") as threads:
        return list(threads.map(observe, gateways))


async def _health_steps(source: object) -> HealthCheck:
    if not isinstance(source, GatewayClient):
        raise TypeError(f"a gateway client is needed for a health check, not {type(source).__name__}")
    return await source.health_steps()


def alerts(settings: Settings) -> Alerts | None:
    """The alerts with their files and targets; None where another replica follows them."""
    if settings.alerts == "off":
        return None
    listed = targets(settings.notify_urls)
    return Alerts(settings.alerts_file, settings.alerts_state, listed, settings.history_interval)


DEMAND_EVERY: Final = 30.0
"""Seconds between reads of waiting jobs: an older gateway counts them in its event loop (contract 3.9)."""


def rules(settings: Settings) -> Rules:
    """The limits that a fleet is judged by."""
    return Rules(fresh=settings.heartbeat_fresh, settling=settings.settling, skew=settings.skew_note)


def schedule(settings: Settings) -> Schedule:
    """How often each kind is read; status and desired come in one answer, so the faster of the two leads."""
    demand = {Kind.DEBUG: DEMAND_EVERY} if settings.demand == "on" else {}
    return Schedule(
        intervals={
            Kind.HEALTH: settings.refresh_health,
            Kind.EXECUTORS: settings.refresh_executors,
            Kind.STATUS: min(settings.refresh_executors, settings.refresh_desired),
            Kind.CAPACITY: settings.refresh_capacity,
            Kind.READINESS: settings.refresh_executors,
            Kind.OPERATIONS: settings.refresh_executors,
            **demand,
        },
        on_request=frozenset(demand),
        stale_after_missed=settings.stale_after_missed,
        backoff_max=settings.backoff_max,
        first_wait=settings.first_read_wait,
        interest=settings.interest,
    )


_lock = threading.Lock()
_current: list[Dashboard] = []


def current() -> Dashboard:
    """The dashboard of this process; made from the environment at the first question, where nothing started one."""
    with _lock:
        if not _current:
            settings = settings_module.load()
            _current.append(Dashboard(settings, settings.gateways_file))
        return _current[-1]


@contextmanager
def running(dashboard: Dashboard) -> Iterator[Dashboard]:
    """Make a dashboard the one of this process while the block runs, then close it."""
    with _lock:
        _current.append(dashboard)
    try:
        yield dashboard
    finally:
        with _lock:
            _current.remove(dashboard)
        dashboard.close()


def warn_of_other_address(settings: Settings, address: str | None, port: int) -> None:
    """Say it where HOST and PORT are set but the server was started in a way that does not read them."""
    if (settings.host, settings.port) != (address, port):
        logging.getLogger(__name__).warning(
            "HOST=%s and PORT=%d are for `make run` and `python app.py`; `streamlit run` listens on %s:%d. "
            "Give it --server.address and --server.port instead.",
            settings.host,
            settings.port,
            address,
            port,
        )


def warn_of_open_door(settings: Settings, address: str | None) -> None:
    """Say it loudly where everybody who reaches the port sees everything; None is every address."""
    if settings.access == "off" and not is_loopback(address or ""):
        logging.getLogger(__name__).warning(
            "ANYBODY WHO REACHES %s SEES EVERY GATEWAY AND MAY SILENCE ALERTS: there is no access control. "
            "Set ACCESS=on (docs/access.md), or HOST=127.0.0.1, or let a proxy in front ask who it is.",
            address or "this machine, at any of its addresses,",
        )
