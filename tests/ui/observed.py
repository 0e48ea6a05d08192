"""What a page sees of a gateway: made by hand from a fleet and readings, or of a dashboard that reads real ones."""

from datetime import datetime

from lib.feed.reading import Reading, Snapshot
from lib.feed.schedule import Schedule
from lib.fleet.current import View
from lib.fleet.history import History
from lib.fleet.model import Fleet
from lib.fleet.parts import Parts
from lib.fleet.tables import tables
from lib.gateway.config import Gateway
from lib.gateway.routes import Kind
from lib.process import Dashboard, Observation
from lib.ui.fleet_page import FleetPage
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


def gateways_of(dashboard: Dashboard) -> tuple[Gateway, ...]:
    """The gateways that a dashboard is configured with, in the order of its file."""
    configuration, _error = dashboard.configuration()
    assert configuration is not None
    return tuple(configuration.gateways)


def page_of(dashboard: Dashboard) -> FleetPage:
    """The page about the first of them."""
    return FleetPage(dashboard, gateways_of(dashboard)[0])
