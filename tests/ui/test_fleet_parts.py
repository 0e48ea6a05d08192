from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lib.process import Dashboard
from lib.ui import fleet_parts
from lib.ui.fleet_page import FleetPage
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_drifting, be_silent, have_slots
from tests.pages.reading import metrics, names, plain
from tests.ui.observed import page_of
from tests.ui.session import opened

NAMES = ["ner_executor", "ocr_executor"]
Make = Callable[..., Dashboard]
Part = Callable[[FleetPage], None]
ALL = [
    fleet_parts.numbers,
    fleet_parts.panel,
    fleet_parts.executors,
    fleet_parts.troubleshooting,
    fleet_parts.capacity,
    fleet_parts.desired,
]


def part_of(made: Dashboard, part: Part) -> AppTest:
    return opened(lambda: part(page_of(made)))


@pytest.fixture
def drifting(dashboard: Make, server: ScriptedServer) -> Dashboard:
    """A dashboard of a gateway with two executors that drift."""
    be_drifting(server, NAMES)
    have_slots(server, dict.fromkeys(NAMES, (1, 2)))
    return dashboard()


def test_the_numbers_stand_by_themselves(drifting: Dashboard) -> None:
    page = part_of(drifting, fleet_parts.numbers)
    assert list(metrics(page)) == ["Total Executors", "Total Nodes", "Active Deployments", "Healthy Nodes"]
    assert not page.dataframe


def test_the_table_and_its_filters_stand_by_themselves(drifting: Dashboard) -> None:
    page = part_of(drifting, fleet_parts.executors)
    assert names(page) == NAMES
    assert page.text_input(key="q")
    assert not page.metric


def test_the_steps_are_those_of_the_cases_at_hand(drifting: Dashboard) -> None:
    [case] = part_of(drifting, fleet_parts.troubleshooting).expander
    assert plain(case.label).startswith("Actual and desired state differ on ")


def test_slots_and_desired_states_stand_by_themselves(drifting: Dashboard) -> None:
    assert metrics(part_of(drifting, fleet_parts.capacity))["Total"][0] == "4"
    [table] = part_of(drifting, fleet_parts.desired).dataframe
    assert list(table.value["executor"]) == NAMES


def test_of_a_gateway_that_has_not_answered_yet_every_part_can_be_drawn_and_no_number_is_invented(
    dashboard: Make, server: ScriptedServer
) -> None:
    be_silent(server)
    made = dashboard(first_read_wait=0)
    pages = [part_of(made, part) for part in ALL]
    assert {each.value for page in pages for each in page.metric} == {"—"}
    [told] = list(pages[2].info)
    assert told.proto.title == "No executors to show"
    assert "GATEWAY_TOKEN_US" in "\n".join(each.value for each in pages[2].markdown)
