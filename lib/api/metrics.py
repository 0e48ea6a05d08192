"""What Prometheus scrapes: the latest sample of each gateway, how reading them goes, and the process itself."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Final

from prometheus_client import Metric
from prometheus_client.exposition import choose_encoder, gzip_accepted
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from lib import process
from lib.api.callers import caller_of
from lib.api.families import FAMILIES, Moment
from lib.api.lines import lines
from lib.history.exposition import METRICS, METRICS_OF_NODES, recent
from lib.history.samples import limited
from lib.process import Dashboard
from lib.telemetry import REGISTRY

FASTEST: Final = 1
"""Of the levels of compression."""


@dataclass(frozen=True, slots=True)
class BesideSamples(Collector):
    """Everything that is no part of a sample."""

    moment: Moment

    def collect(self) -> Iterator[Metric]:
        """One family a metric; those without a series are listed too."""
        return chain((family.of(self.moment) for family in FAMILIES), REGISTRY.collect())


def exposition(samples: bytes, beside: Collector, accept: str) -> tuple[bytes, str]:
    """The lines of samples and all that is beside, as an ``Accept`` header asks for it, and the content type."""
    encode, content_type = choose_encoder(accept)
    return samples + encode(beside), content_type


def _recently(dashboard: Dashboard) -> timedelta:
    """How old a sample may be to say something about now."""
    settings = dashboard.settings
    return timedelta(seconds=settings.stale_after_missed * settings.history_interval)


def moment(dashboard: Dashboard, sees: Callable[[str], bool], at: datetime) -> Moment:
    """What the services know; alerts only where they follow samples now."""
    seen = None if dashboard.alerts is None else dashboard.alerts.look()
    followed = seen is not None and seen.sampled_at is not None and at - seen.sampled_at <= _recently(dashboard)
    keeper = None if dashboard.recording is None else dashboard.recording.keeper
    return Moment(
        at=at,
        sees=sees,
        snapshots=[snapshot for snapshot in dashboard.snapshots() if sees(snapshot.gateway.id)],
        fetches={key: count for key, count in dashboard.fetches().items() if sees(key[0])},
        alerts=seen if followed else None,
        targets=() if seen is None else seen.targets,
        written=None if keeper is None else keeper.written,
        held=0 if keeper is None else keeper.held,
    )


def metrics(request: Request) -> Response:
    """Answer a scrape. It is no coroutine, so that a large one holds up no page."""
    dashboard, sees, at = process.current(), caller_of(request).sees, datetime.now(UTC)
    offered = (*METRICS, *METRICS_OF_NODES) if dashboard.settings.metrics_per_node == "on" else METRICS
    written = lines(offered, limited(recent(dashboard.samples(), at, _recently(dashboard)), sees))
    accept = request.headers.get("accept", "")
    body, content_type = exposition(written, BesideSamples(moment(dashboard, sees, at)), accept)
    headers = {"Content-Type": content_type, "Cache-Control": "no-store", "Vary": "Accept, Accept-Encoding"}
    if gzip_accepted(request.headers.get("accept-encoding", "")):
        # Here and not by the server, which compresses better and takes three times as long.
        return Response(gzip.compress(body, FASTEST), headers={**headers, "Content-Encoding": "gzip"})
    return Response(body, headers=headers)
