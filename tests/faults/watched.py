"""A dashboard that reads a gateway that fails and, beside it, one that is well."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from lib.gateway.config import Gateway, token_variable
from lib.gateway.routes import Kind
from lib.process import Dashboard, Observation
from lib.settings import Settings
from tests.faults.certificates import Certificates
from tests.faults.matrix import ALL
from tests.faults.server import FaultyServer, Resolver, name_at, reserved
from tests.gateway.server import PATIENCE
from tests.security.secrets import TOKEN

SOON: Final = 0.1
"""Seconds between two reads of the same, and after a failure."""

QUICK: Final = {
    **dict.fromkeys((f"refresh_{kind}" for kind in ("health", "executors", "capacity", "desired")), SOON),
    "backoff_max": SOON,
    "stale_after_missed": 1_000_000,
    "first_read_wait": PATIENCE,
    "interest": 1,  # a gateway whose test is over is soon let alone
    "max_body_mib": 1,
}
PATIENT: Final = {**QUICK, **dict.fromkeys(("connect_timeout", "read_timeout", "call_timeout"), 3 * PATIENCE)}
"""No limit of time is ever reached, however busy the machine is."""

WITHOUT_PATIENCE: Final = {**QUICK, "connect_timeout": 0.5, "read_timeout": 0.5, "call_timeout": 1.5}
"""Every limit of time is reached soon; a sound answer may miss it too, where the machine is busy."""


MOST_WATCHED: Final = 150
"""Gateways that one dashboard watches, one after another."""

LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Watched:
    """A dashboard, the server that will fail, and the gateway beside it."""

    dashboard: Dashboard
    server: FaultyServer
    gateway: Gateway
    beside: Gateway

    def look(self) -> Observation:
        """The gateway as it is known now; the one beside it is looked at too, as by another page."""
        self.dashboard.observe(self.beside)
        return self.dashboard.observe(self.gateway)

    def until(self, condition: Callable[[Observation], object]) -> Observation:
        """The first look at which something holds."""
        give_up = time.monotonic() + 2 * PATIENCE
        while not condition(seen := self.look()):
            if time.monotonic() > give_up:
                raise TimeoutError(f"it never came to that; the errors are {errors(seen)}")
            time.sleep(SOON / 4)
        return seen

    def well(self, since: datetime = LONG_AGO) -> Observation:
        """The first look at which everything is read without an error, later than an instant."""
        return self.until(lambda seen: not any(errors(seen).values()) and _all_read(seen, since))

    def beside_since(self) -> dict[Kind, datetime | None]:
        """Since when the gateway beside it answers without any failure."""
        seen = self.dashboard.observe(self.beside)
        return {kind: seen.snapshot.reading(kind).answering_since for kind in ALL}

    def await_beside(self, since: datetime) -> None:
        """Block until everything of the gateway beside it was read later than an instant."""
        self.until(lambda _: _all_read(self.dashboard.observe(self.beside), since))


@contextmanager
def watching(settings: Mapping[str, Any], folder: Path, resolver: Resolver) -> Iterator[Callable[..., Any]]:
    """A dashboard with a gateway that stays well; what is given has it watch another one, for a block.

    All that there may be are in its file from the start, as it looks at the file once a second. Each has a token.
    """
    with FaultyServer(resolver) as sound, reserved(MOST_WATCHED) as ports, pytest.MonkeyPatch.context() as patch:
        urls = {"beside": sound.url, **dict(_addresses(ports))}
        for id_ in urls:
            patch.setenv(token_variable(id_), TOKEN)
        file = folder / "gateways.json"
        file.write_text(json.dumps([{"id": id_, "url": url} for id_, url in urls.items()]))
        dashboard = Dashboard(Settings.model_validate(dict(settings)), file)
        configuration, _ = dashboard.configuration()
        assert configuration is not None
        configured = {gateway.url: gateway for gateway in configuration.gateways}

        @contextmanager
        def watch(certificates: Certificates | None = None) -> Iterator[Watched]:
            with FaultyServer(resolver, certificates, ports.pop()) as server:
                yield Watched(dashboard, server, configured[server.url], configured[sound.url])

        try:
            yield watch
        finally:
            dashboard.close()


def _addresses(ports: Iterable[int]) -> Iterator[tuple[str, str]]:
    """By the id of a gateway its address: of each port the two that a gateway there may have."""
    for port in ports:
        yield from ((f"failing-{scheme}-{port}", f"{scheme}://{name_at(port)}:{port}") for scheme in ("http", "https"))


def errors(seen: Observation) -> dict[Kind, str | None]:
    """What fails, in the words of metrics."""
    readings = {kind: seen.snapshot.reading(kind).error for kind in ALL}
    return {kind: error and error.kind for kind, error in readings.items()}


def known(seen: Observation) -> tuple[object, ...]:
    """What is known of executors, nodes and slots."""
    fleet = seen.fleet
    executors = [(each.name, each.rollup.status, each.rollup.node_count, each.slots) for each in fleet.executors]
    return executors, fleet.counts, fleet.capacity


def _all_read(seen: Observation, since: datetime) -> bool:
    moments = (seen.snapshot.reading(kind).at for kind in ALL)
    return all(moment is not None and moment > since for moment in moments)
