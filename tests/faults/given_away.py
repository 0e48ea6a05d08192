"""What one gateway leads to, in every form in which it leaves the process, for a search for what must not be there."""

import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
from streamlit.testing.v1 import AppTest

from lib.access.caller import ANYONE
from lib.alerts import engine
from lib.alerts.thresholds import DEFAULTS
from lib.api.faults import CallFailed
from lib.api.lines import lines
from lib.api.metrics import BesideSamples, exposition, moment
from lib.api.procedures import PROCEDURES
from lib.history.exposition import METRICS, METRICS_OF_NODES
from lib.history.samples import GatewaySample
from lib.process import Dashboard, Observation
from lib.recording import Seen, samples_of
from tests.faults.odd import NAME
from tests.security.secrets import sightings


def leaks(dashboard: Dashboard, seen: Observation, page: AppTest) -> dict[str, list[bytes]]:
    """Where a secret stands in what was made of a gateway, by where it was found; the page tells of the gateway."""
    given = dict(_given_away(dashboard, seen, page))
    assert all(given.values()), "nothing is searched"
    return {where: found for where, told in given.items() if (found := sightings(told.encode()))}


def _given_away(dashboard: Dashboard, seen: Observation, page: AppTest) -> Iterator[tuple[str, str]]:
    samples, at = samples_of([Seen(seen.snapshot, seen.view)], datetime.now(UTC)), datetime.now(UTC)
    yield "page", repr(page)
    yield "metrics", _metrics(dashboard, samples, at)
    yield "history", repr(samples)
    yield "alerts", msgspec.json.encode(engine.step(engine.State(), samples, DEFAULTS, at, 90.0)).decode()
    tables = seen.tables
    yield "exports", repr([each.to_dict("list") for each in (tables.executors, tables.holders, tables.desired)])
    yield from _answers(dashboard, seen.snapshot.gateway.id)
    for kind, reading in seen.snapshot.readings.items():
        if reading.error is not None:
            yield f"trace of {kind}", "".join(traceback.format_exception(reading.error))


def _metrics(dashboard: Dashboard, samples: tuple[GatewaySample, ...], at: datetime) -> str:
    beside = BesideSamples(moment(dashboard, lambda _gateway: True, at))
    return exposition(lines((*METRICS, *METRICS_OF_NODES), samples), beside, "")[0].decode()


def _answers(dashboard: Dashboard, gateway: str) -> Iterator[tuple[str, str]]:
    told = {"gatewayId": gateway, "executorId": NAME}
    for procedure in PROCEDURES:
        asked = {field: value for field, value in told.items() if f"{{{field}}}" in procedure.path}
        try:
            yield procedure.name, procedure.call(dashboard, ANYONE, asked).model_dump_json()
        except CallFailed as failed:
            yield procedure.name, f"{failed.sentence} {failed.told} {''.join(traceback.format_exception(failed))}"
