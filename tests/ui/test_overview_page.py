from collections.abc import Callable

import pytest

from lib.process import Dashboard
from lib.ui import parts
from lib.ui.overview_page import OverviewPage, rows
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_down
from tests.ui.observed import gateways_of
from tests.ui.session import Visit

Make = Callable[..., Dashboard]


@pytest.fixture
def both(dashboard: Make, servers: list[ScriptedServer]) -> OverviewPage:
    """The Overview of two gateways."""
    made = dashboard({"us": servers[0], "eu": servers[1]})
    return OverviewPage(made, gateways_of(made))


def reachable(both: OverviewPage, visit: Visit) -> str:
    visit.call(both.draw_head)
    said: str = visit.page.markdown[0].value
    return said


def test_gateways_are_shown_in_the_order_of_the_file(both: OverviewPage) -> None:
    visit = Visit()
    visit.call(both.begin)
    assert [each.snapshot.gateway.id for each in visit.call(both.observations)] == ["us", "eu"]


def test_every_part_shows_the_same_until_the_page_is_renewed(both: OverviewPage, servers: list[ScriptedServer]) -> None:
    visit = Visit()
    visit.call(both.begin)
    be_down(servers[1])
    both.dashboard.refresh(both.gateways[1])
    assert reachable(both, visit) == "**2 of 2 gateways reachable**"
    assert visit.call(both.renew) == [parts.OVERVIEW]
    assert reachable(both, visit) == "**1 of 2 gateways reachable** · 1 unhealthy"


def test_a_gateway_that_has_come_to_the_file_is_read_at_once(both: OverviewPage) -> None:
    visit = Visit()
    visit.call(OverviewPage(both.dashboard, both.gateways[:1]).begin)
    assert len(visit.call(both.observations)) == 2


def test_it_was_looked_at_when_its_latest_gateway_was(both: OverviewPage) -> None:
    visit = Visit()
    visit.call(both.begin)
    moments = [each.snapshot.taken_at for each in visit.call(both.observations)]
    assert visit.call(both.shown_at) == max(moments)


def test_nobody_reads_in_a_panel_and_nothing_is_waited_for(both: OverviewPage) -> None:
    assert (both.busy(), both.read()) == (None, None)


def test_there_is_a_row_a_gateway(both: OverviewPage) -> None:
    visit = Visit()
    visit.call(rows, both)
    assert [each.label for each in visit.page.button if each.label == "Test"] == ["Test", "Test"]
