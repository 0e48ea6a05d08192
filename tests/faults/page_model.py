"""From bytes to all that any page, export, metric or alert makes of them, without a browser."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from lib.alerts import engine
from lib.alerts.thresholds import DEFAULTS
from lib.feed.reading import Reading, Snapshot
from lib.feed.schedule import Schedule
from lib.fleet import across, export, frozen
from lib.fleet.comparison import figures
from lib.fleet.configuration import configuration
from lib.fleet.current import Fleets
from lib.fleet.filters import ExecutorFilter, facets, positions
from lib.fleet.hints import hints
from lib.fleet.history import changes
from lib.fleet.order import ORDERS, ordered
from lib.fleet.rules import Rules
from lib.fleet.shared_etcd import Site
from lib.fleet.strip import strip
from lib.fleet.tables import FUNCTIONS, frame
from lib.gateway.config import Gateway
from lib.gateway.errors import GatewayError
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.gateway.words import sentence
from lib.history.exposition import METRICS
from lib.history.rows import executor_columns, gateway_columns
from lib.history.samples import sample
from lib.process import Observation
from lib.ui.executors_columns import COLUMNS, Moment
from lib.ui.flyout.subject import subject
from lib.ui.health import gateway_state
from lib.ui.inert import inert
from tests.faults.payloads import DECODERS, EVERY

GATEWAY: Final = Gateway(id="us", url="http://us.test:8080")
FAR_WEST: Final = ZoneInfo("America/Los_Angeles")
_SCHEDULE: Final = Schedule(dict.fromkeys(Kind, 10.0))


@dataclass
class Looks:
    """One look at a gateway after another, each at other answers; what is known grows as in a process."""

    fleets: Fleets
    readings: dict[Kind, Reading]
    at: datetime
    version: int = 0

    @classmethod
    def begun(cls, at: datetime) -> "Looks":
        """Before the first look."""
        well = Reading(Kind.HEALTH).succeeded(
            HealthCheck((), route="/", latency=0.01), at=at, monotonic=0, took=0.1, due=0
        )
        return cls(Fleets(Rules()), {Kind.HEALTH: well}, at)

    def look(self, bodies: Mapping[Kind, bytes]) -> Observation:
        """The gateway after these answers."""
        self.version += 1
        self.at += EVERY
        for kind, body in bodies.items():
            self.readings[kind] = self._read(kind, body)
        snapshot = Snapshot(
            GATEWAY, dict(self.readings), self.version, taken=self._now, taken_at=self.at, schedule=_SCHEDULE
        )
        return Observation(snapshot, self.fleets.view(snapshot))

    @property
    def _now(self) -> float:
        return self.version * EVERY.total_seconds()

    def _read(self, kind: Kind, body: bytes) -> Reading:
        before = self.readings.get(kind) or Reading(kind)
        try:
            value = DECODERS[kind](body)
        except GatewayError as error:
            return before.failed(error.at("US", kind), at=self.at, due=0)
        return before.succeeded(value, at=self.at, monotonic=self._now, took=0.1, due=0)


def make_page(seen: Observation) -> None:
    """Make what a page says: every cell of its table in every order, and every sentence; and a sample of it."""
    fleet, snapshot = seen.fleet, seen.snapshot
    executors = fleet.executors
    for moment in (Moment(snapshot.taken_at, relative, 60.0, _zone=FAR_WEST) for relative in (True, False)):
        for column in COLUMNS:
            for executor in executors:
                column.cell(executor, moment)
    everyone = range(len(executors))
    for by in ORDERS:
        assert sorted(ordered(executors, everyone, by, descending=True)) == list(everyone)
    facets(executors)
    positions(executors, ExecutorFilter(text="a worker"))
    said = [frozen.warning(fleet) or "", *fleet.notices, *(trouble.sentence for trouble in fleet.troubles)]
    said += [text for hint in hints(fleet, snapshot.taken_at) for text in (hint.case, *hint.steps)]
    said += [sentence(reading.error) for reading in snapshot.readings.values() if reading.error]
    said += [gateway_state(snapshot).why, *(figure.note for figure in figures(snapshot, fleet))]
    assert all(isinstance(inert(text), str) for text in said)


def make_panels(seen: Observation) -> None:
    """Make what the panel says of each executor that is or was there."""
    at = seen.snapshot.taken_at
    for name in (*(executor.name for executor in seen.fleet.executors), *seen.history.gone):
        shown = subject(name, seen)
        assert shown is not None
        json.dumps(shown.json())
        configuration(shown.nodes())
        shown.vanished()
        changes(seen.history, name)
        strip(seen.history, name, at - 6 * EVERY, at)
        for endpoint in shown.endpoints():
            json.dumps([schema.value for schema in endpoint.schemas])


def make_files(seen: Observation) -> None:
    """Make every file that a person can take away, and the comparison of gateways."""
    for table in (seen.tables.executors, seen.tables.holders, seen.tables.desired):
        stamped = export.stamped(table, "us", seen.snapshot.taken_at, 1.0)
        export.to_csv(stamped)
        export.to_parquet(stamped)
    found = across.compare([Site(seen.fleet, "dc-1")])
    frame(FUNCTIONS, found.functions)


def make_samples(seen: Observation) -> None:
    """Make what the history, metrics and alerts have of it."""
    taken = sample(seen.snapshot, seen.fleet, "us", seen.snapshot.taken_at)
    executor_columns([taken])
    gateway_columns([taken])
    for metric in METRICS:
        for labels, value in metric.series(taken):
            assert all(isinstance(each, str) for each in labels)
            float(value)
    step = engine.step(engine.State(), [taken], DEFAULTS, taken.at, 90.0)
    msgspec.json.encode(step.state)
