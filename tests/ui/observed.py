"""What a page sees of a gateway, from a fleet and readings that a test makes by hand."""

from datetime import datetime

from lib.feed.reading import Reading, Snapshot
from lib.feed.schedule import Schedule
from lib.fleet.current import View
from lib.fleet.history import Gone, History
from lib.fleet.model import Executor, Fleet
from lib.fleet.parts import Parts
from lib.fleet.tables import tables
from lib.gateway.config import Gateway
from lib.gateway.routes import Kind
from lib.process import Observation
from lib.ui.flyout.subject import Subject
from tests.fleet import documents
from tests.fleet.documents import NAME, NOW
from tests.fleet.pasts import EMPTY

GATEWAY = Gateway(id="us-east", url="http://us-east.example:8080")


def observation(
    fleet: Fleet,
    *readings: Reading,
    gateway: Gateway = GATEWAY,
    history: History = EMPTY,
    taken_at: datetime = NOW,
) -> Observation:
    """An observation of a fleet; untold, no reading of the gateway is known."""
    known = {each.kind: each for each in readings}
    snapshot = Snapshot(
        gateway, known, version=1, taken=0.0, taken_at=taken_at, schedule=Schedule(dict.fromkeys(Kind, 10.0))
    )
    return Observation(snapshot, View(fleet, tables(fleet), history))


def subject_of(parts: Parts, name: str = NAME) -> Subject:
    """The executor of that name in the documents of a gateway."""
    known = documents.fleet(parts)
    found = known.executor(name)
    assert found is not None
    return Subject(found, observation(known))


def subject(executor: Executor, seen: Observation, gone: Gone | None = None) -> Subject:
    """An executor that an observation knows, or that it once knew."""
    return Subject(executor, seen, gone)
