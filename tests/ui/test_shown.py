from collections.abc import Callable

import pytest

from lib.process import Dashboard, Observation
from lib.ui import shown
from tests.gateway.server import ScriptedServer
from tests.ui.observed import gateways_of
from tests.ui.session import Visit

Make = Callable[..., Dashboard]


@pytest.fixture
def known(dashboard: Make, servers: list[ScriptedServer]) -> Dashboard:
    """A dashboard of two gateways."""
    return dashboard({"us": servers[0], "eu": servers[1]})


def seen(visit: Visit, known: Dashboard) -> list[Observation | None]:
    return [visit.call(shown.observation, gateway) for gateway in gateways_of(known)]


def test_nothing_is_shown_before_somebody_looked(known: Dashboard) -> None:
    assert seen(Visit(), known) == [None, None]


def test_what_is_shown_stays_the_same_until_it_is_renewed_although_more_is_known(known: Dashboard) -> None:
    us, _eu = gateways_of(known)
    visit = Visit()
    first = visit.call(shown.renew, known, us)
    known.refresh(us)
    assert visit.call(shown.observation, us) is first
    second = visit.call(shown.renew, known, us)
    assert second.snapshot.version > first.snapshot.version
    assert visit.call(shown.observation, us) is second


def test_of_another_gateway_nothing_is_kept(known: Dashboard) -> None:
    us, eu = gateways_of(known)
    visit = Visit()
    visit.call(shown.renew, known, us)
    there = visit.call(shown.renew, known, eu)
    assert seen(visit, known) == [None, there]


def test_several_gateways_are_shown_beside_each_other(known: Dashboard) -> None:
    visit = Visit()
    both = visit.call(shown.renew_all, known, gateways_of(known))
    assert [each.snapshot.gateway.id for each in both] == ["us", "eu"]
    assert seen(visit, known) == both
    visit.call(shown.renew_all, known, [])
    assert seen(visit, known) == [None, None]


def test_a_gateway_whose_entry_has_changed_is_another_one(known: Dashboard) -> None:
    us, _eu = gateways_of(known)
    visit = Visit()
    visit.call(shown.renew, known, us)
    assert visit.call(shown.observation, us.model_copy(update={"url": "http://elsewhere.example"})) is None


def test_each_visitor_sees_what_that_visit_was_shown(known: Dashboard) -> None:
    us, _eu = gateways_of(known)
    Visit().call(shown.renew, known, us)
    assert Visit().call(shown.observation, us) is None
