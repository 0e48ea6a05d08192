"""What this process counts of itself for whoever watches it, in the lowest room, so that every other one can count.

Counts that a service keeps anyway, such as those of the feed, are asked of it at a scrape and are not here.
"""

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

from lib.settings import VERSION

disable_created_metrics()  # type: ignore[no-untyped-call] # a series more for each counter, which nobody asks for

REGISTRY: Final = CollectorRegistry()
"""Holds what is here, and what the operating system tells of the process (``process_…``)."""

WHOLE_PAGE: Final = "page"
"""The part that stands for a run of the whole page."""

SESSIONS: Final = Gauge("deployments_sessions", "Browser tabs that are connected.", registry=REGISTRY)
SESSIONS_OPENED: Final = Counter(
    "deployments_sessions_opened", "Connections of browser tabs since the start.", registry=REGISTRY
)
RERUN: Final = Histogram(
    "deployments_rerun_duration_seconds",
    "Time that a run of the page's script took, or of one part of it.",
    ["part"],
    unit="seconds",
    registry=REGISTRY,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
BUILD: Final = Gauge(
    "deployments_build_info", "1; what this process is built of.", ["version", "python"], registry=REGISTRY
)
BUILD.labels(VERSION, platform.python_version()).set(1)
ProcessCollector(registry=REGISTRY)

_measuring: ContextVar[bool] = ContextVar("measuring a rerun", default=False)


@contextmanager
def rerun(part: str) -> Iterator[None]:
    """Measure a run of a part; what runs within another run belongs to that one and is not measured again."""
    if _measuring.get():
        yield
        return
    outside = _measuring.set(True)
    try:
        with RERUN.labels(part).time():
            yield
    finally:
        _measuring.reset(outside)
