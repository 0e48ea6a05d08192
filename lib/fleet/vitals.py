"""Uptime, resources and the gateway's own check of one node (contract 9.6, page section Nodes)."""

from collections.abc import Mapping
from datetime import datetime
from math import isfinite
from typing import Any, Final

from msgspec import Struct

from lib.fleet.masking import Setting, masked, settings
from lib.fleet.times import Moments
from lib.gateway.wire import WorkerServer

_UPTIMES: Final = ("uptime_seconds", "uptime")
_RESOURCES: Final = ("resources", "cpu", "memory", "gpu")


class Vitals(Struct, frozen=True, gc=False):
    """What a server may say of a node beyond its status; None and empty for what it does not say.

    ``uptime`` is in seconds at the instant of the fleet: as sent, else since ``started_at``. ``uptime_said`` is an
    uptime that is no number, in the server's words. ``resources`` are masked settings. ``check``, ``last_error`` and
    ``last_ready_at`` are of the gateway's own check of the worker (contract 3.11, newer gateways).
    """

    uptime: float | None
    uptime_said: str | None
    started_at: datetime | None
    resources: tuple[Setting, ...]
    check: str | None
    last_error: str | None
    last_ready_at: datetime | None


def vitals(document: Mapping[str, Any], worker: WorkerServer | None, moments: Moments) -> Vitals:
    """What a status document says in fields beyond the contract, or in its ``details``; and the gateway's check."""
    details = document.get("details")
    said = {**(details if isinstance(details, Mapping) else {}), **_told(document)}
    started_at = said.get("started_at")
    started = moments[started_at if isinstance(started_at, str) else None]
    uptimes = [said[key] for key in _UPTIMES if said.get(key) is not None]
    seconds = next((number for number in map(_seconds, uptimes) if number is not None), started.age)
    words = [text for text in uptimes if isinstance(text, str) and text.strip() and _seconds(text) is None]
    return Vitals(
        uptime=seconds,
        uptime_said=masked(words[0]) if words else None,
        started_at=started.at,
        resources=_resources(said),
        check=worker.state if worker else None,
        last_error=masked(" ".join(worker.last_error.split())) if worker and worker.last_error else None,
        last_ready_at=moments[worker.last_ready_at].at if worker else None,
    )


def _told(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value is not None}


def _seconds(sent: object) -> float | None:
    """A number of seconds, or a text that is one; None for anything else."""
    if isinstance(sent, bool) or not isinstance(sent, int | float | str):
        return None
    try:
        seconds = float(sent)
    except (ValueError, OverflowError):
        return None
    return seconds if isfinite(seconds) and seconds >= 0 else None


def _resources(said: Mapping[str, Any]) -> tuple[Setting, ...]:
    """CPU, memory, GPU and the like; what is under ``resources`` is named without that word."""
    sent = {key: said[key] for key in _RESOURCES if said.get(key) not in (None, "", {}, [])}
    named = settings(sent) if sent else ()
    return tuple(Setting(setting.path.removeprefix("resources."), setting.value) for setting in named)
