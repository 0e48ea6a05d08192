from urllib.parse import quote

import pytest

from lib.gateway.config import Gateway
from lib.ui import address
from lib.ui.remembered import COOKIE, last_gateway, remember
from tests.ui.scripts import given
from tests.ui.session import Visit

IDS = ("us-east", "eu-west", "us/east 1; Path=/ ü")


def gateway(gateway_id: str) -> Gateway:
    return Gateway(id=gateway_id, url="http://gw.example:8080")


@pytest.mark.parametrize("gateway_id", IDS)
def test_the_gateway_of_the_cookie_is_the_one_that_was_looked_at_last(
    shown_in_browser: dict[str, str], gateway_id: str
) -> None:
    shown_in_browser[COOKIE] = quote(gateway_id, safe="")
    assert Visit().call(last_gateway, IDS) == gateway_id


@pytest.mark.parametrize("cookie", ["", "no-longer-configured", "US-EAST", "%", "%ff", "x" * 4_000])
def test_a_cookie_that_names_no_gateway_of_today_is_nothing(shown_in_browser: dict[str, str], cookie: str) -> None:
    shown_in_browser[COOKIE] = cookie
    assert Visit().call(last_gateway, IDS) is None


def test_without_a_cookie_nothing_is_remembered() -> None:
    assert Visit().call(last_gateway, IDS) is None


def test_what_this_tab_looked_at_is_later_than_the_cookie(shown_in_browser: dict[str, str]) -> None:
    shown_in_browser[COOKIE] = "us-east"
    visit = Visit()
    visit.call(remember, gateway("eu-west"))
    assert visit.call(last_gateway, IDS) == "eu-west"


def test_a_gateway_that_was_taken_out_of_the_configuration_is_forgotten() -> None:
    visit = Visit()
    visit.call(remember, gateway("us-east"))
    assert visit.call(last_gateway, ["eu-west"]) is None


@pytest.mark.parametrize("gateway_id", IDS)
def test_the_browser_is_told_which_cookie_and_which_parameter_to_write(gateway_id: str) -> None:
    visit = Visit()
    visit.call(remember, gateway(gateway_id))
    assert given(visit.page, "remembered") == {
        "cookie": COOKIE,
        "path": "/infrastructure",
        "parameter": "gateway",
        "gateway": gateway_id,
    }


@pytest.mark.usefixtures("shown_in_browser")
def test_an_address_without_a_gateway_names_it_from_then_on() -> None:
    visit = Visit()
    visit.call(remember, gateway("us-east"))
    visit.come_from()
    assert visit.call(address.one, address.GATEWAY) == "us-east"


@pytest.mark.usefixtures("shown_in_browser")
def test_an_address_that_names_a_gateway_stays_as_it_is() -> None:
    visit = Visit(gateway="eu-west")
    visit.call(remember, gateway("eu-west"))
    visit.come_from(gateway="us-east")
    assert visit.call(address.one, address.GATEWAY) == "us-east"
