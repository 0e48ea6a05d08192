"""Who asks, and what there is to ask: a caller sees the gateways of the dashboard that they may see, and no others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from lib.access.caller import Caller
from lib.api.faults import CallFailed, Code, code_of
from lib.api.models import Part, Trouble
from lib.feed.reading import Snapshot
from lib.gateway.config import Configuration, Gateway
from lib.gateway.routes import Kind
from lib.gateway.words import sentence
from lib.process import Dashboard, Observation

UNUSABLE: Final = "The gateways file can't be used. Ask whoever runs this dashboard to correct it."
"""What a caller is told who may not know of every gateway in the file."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One call: the dashboard, who asks it, and when (UTC)."""

    dashboard: Dashboard
    caller: Caller
    at: datetime

    def configured(self) -> tuple[Configuration, str | None]:
        """The last good configuration, and what is wrong with its file now. Raises CallFailed where there is none."""
        configuration, error = self.dashboard.configuration()
        wrong = None if error is None else str(error) if self.caller.gateways is None else UNUSABLE
        if configuration is None:
            raise CallFailed(Code.SERVICE_UNAVAILABLE, wrong or UNUSABLE)
        return configuration, wrong

    def gateways(self) -> tuple[Gateway, ...]:
        """Those that the caller sees, in the file's order."""
        configuration, _ = self.configured()
        return tuple(each for each in configuration.gateways if self.caller.sees(each.id))

    def gateway(self, gateway_id: str) -> Gateway:
        """The gateway of that id. Raises CallFailed where the caller sees none."""
        for each in self.gateways():
            if each.id == gateway_id:
                return each
        raise CallFailed(Code.NOT_FOUND, "There is no gateway with this id: gateways.getConfig lists those there are.")

    def observe(self, gateway_id: str, rests_on: Sequence[Kind]) -> Observation:
        """What a page would see of a gateway now. Raises CallFailed where none of ``rests_on`` was ever read."""
        seen = self.dashboard.observe(self.gateway(gateway_id))
        if all(seen.snapshot.reading(kind).at is None for kind in rests_on):
            raise _never_read(seen.snapshot, rests_on)
        return seen

    def age_ms(self, observed_at: datetime | None) -> int | None:
        """How long ago that was, by the clock of the wall; never below zero."""
        return None if observed_at is None else max(0, round(1000 * (self.at - observed_at).total_seconds()))


def now() -> datetime:
    """The instant of a call."""
    return datetime.now(UTC)


def parts(snapshot: Snapshot, rests_on: Sequence[Kind]) -> tuple[Part, ...]:
    """The readings that an answer rests on."""
    return tuple(
        Part(part=kind.value, observed_at=snapshot.reading(kind).at, stale=snapshot.is_stale(kind)) for kind in rests_on
    )


def troubles(snapshot: Snapshot, rests_on: Collection[Kind]) -> tuple[Trouble, ...]:
    """Why some of these can't be read now."""
    failing = [(kind, snapshot.reading(kind)) for kind in rests_on]
    return tuple(
        Trouble(part=kind.value, kind=reading.error.kind, sentence=sentence(reading.error), since=reading.failing_since)
        for kind, reading in failing
        if reading.error is not None
    )


def observed_at(snapshot: Snapshot, rests_on: Collection[Kind]) -> datetime | None:
    """When the oldest of the readings was made; of those that there are."""
    return min((at for kind in rests_on if (at := snapshot.reading(kind).at) is not None), default=None)


def age_ms(snapshot: Snapshot, rests_on: Collection[Kind]) -> int | None:
    """How old the oldest of the readings is, by a clock that never steps back."""
    ages = [age for kind in rests_on if (age := snapshot.age(kind)) is not None]
    return round(1000 * max(ages)) if ages else None


def _never_read(snapshot: Snapshot, rests_on: Sequence[Kind]) -> CallFailed:
    failing = troubles(snapshot, rests_on)
    error = next((error for kind in rests_on if (error := snapshot.reading(kind).error) is not None), None)
    said = failing[0].sentence if failing else f"{snapshot.gateway.name} has not answered yet. Ask again in a moment."
    told = [each.model_dump(mode="json", by_alias=True) for each in failing]
    return CallFailed(code_of(error), said, {"observedAt": None, "ageMs": None, "stale": True, "troubles": told})
