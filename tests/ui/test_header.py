from collections.abc import Callable

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.gateway.config import Gateway
from lib.process import Dashboard
from lib.ui import header
from lib.ui.remembered import COOKIE
from tests.gateway.server import ScriptedServer
from tests.pages.reading import plain, run_until
from tests.ui.observed import gateways_of
from tests.ui.session import unopened

Make = Callable[..., Dashboard]
IDS = ("us-east-1", "us-east-2", "**eu** & <b>")


@pytest.fixture
def head(dashboard: Make, server: ScriptedServer) -> Callable[..., AppTest]:
    """Draws the head at an address, and below it the id of the gateway that it has chosen."""
    made = dashboard(dict.fromkeys(IDS, server))

    def draw() -> None:
        chosen = header.choose_gateway("Deployments", made, gateways_of(made))
        st.session_state["chosen"] = chosen and chosen.id

    def head_at(**address: str) -> AppTest:
        page = unopened(draw)
        page.query_params.update(address)
        page.run()
        assert not page.exception
        return page

    return head_at


Head = Callable[..., AppTest]


def chosen(page: AppTest) -> str | None:
    gateway: str | None = page.session_state["chosen"]
    return gateway


def offered(page: AppTest) -> list[str]:
    return [plain(each.label) for each in page.button if (each.key or "").startswith("choose_")]


@pytest.mark.parametrize("gateway", IDS)
def test_the_gateway_is_the_one_that_the_address_names(head: Head, gateway: str) -> None:
    page = head(gateway=gateway)
    assert chosen(page) == page.selectbox(key="gateway").value == gateway


def test_without_one_in_the_address_it_is_the_one_that_was_looked_at_last(
    head: Head, shown_in_browser: dict[str, str]
) -> None:
    shown_in_browser[COOKIE] = "us-east-2"
    assert chosen(head()) == "us-east-2"
    assert chosen(head(gateway="us-east-1")) == "us-east-1"


def test_without_either_it_is_the_first_of_the_file(head: Head) -> None:
    assert chosen(head()) == chosen(head(gateway="")) == IDS[0]


def test_of_an_unknown_gateway_nothing_is_shown_and_the_closest_are_offered_first(head: Head) -> None:
    page = head(gateway="us-east-22")
    assert chosen(page) is None
    [error] = page.error
    assert plain(error.value).startswith("The address asks for the gateway **us-east-22**. Did you mean the first")
    assert offered(page) == ["us-east-2", "us-east-1", "**eu** & <b>"]
    assert page.button(key="refresh").disabled
    assert page.selectbox(key="gateway").value is None


def test_an_id_like_no_other_is_said_as_text_beside_all_gateways(head: Head) -> None:
    page = head(gateway="[a](javascript:b) <b>")
    [error] = page.error
    assert "](javascript" not in error.value
    assert plain(error.value).endswith("Choose one of these instead:")
    assert offered(page) == list(IDS)


def test_a_gateway_that_is_offered_is_switched_to(head: Head) -> None:
    page = head(gateway="us-east-22", executor="of_another_gateway")
    page.button(key=f"choose_{IDS[2]}").click().run()
    assert chosen(page) == IDS[2]
    assert page.query_params == {"gateway": IDS[2]}


def test_choosing_in_the_selector_switches_and_the_address_names_it(head: Head) -> None:
    page = head(gateway=IDS[0], sort="-name")
    page.selectbox(key="gateway").select("us-east-2").run()
    assert chosen(page) == page.selectbox(key="gateway").value == "us-east-2"
    assert page.query_params == {"gateway": "us-east-2", "sort": "-name"}


def test_refresh_reads_everything_anew(head: Head, server: ScriptedServer) -> None:
    page = head(gateway=IDS[0])
    before = server.paths.count("/api/capacity")
    page.button(key="refresh").click().run()
    run_until(page, lambda: server.paths.count("/api/capacity") == before + 1)


@pytest.mark.usefixtures("shown_in_browser")
def test_before_the_first_paint_the_place_of_the_selector_is_held_unless_a_person_must_choose(head: Head) -> None:
    assert not head(gateway=IDS[0]).selectbox
    assert head(gateway="us-east-22").selectbox


def test_a_gateway_is_called_by_its_name_and_its_id(dashboard: Make) -> None:
    named = Gateway(id="us", name="US East", url="http://us.example")
    page = unopened(lambda: header.choose_gateway("Deployments", dashboard(), [named])).run()
    assert page.selectbox(key="gateway").options == ["US East · us"]
