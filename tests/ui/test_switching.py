import re
from collections.abc import Callable, Mapping

import pytest
import streamlit as st

from lib.gateway.config import Gateway
from lib.process import Dashboard
from lib.ui import shown, switching
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_silent
from tests.ui.observed import gateways_of
from tests.ui.session import Visit, opened

Make = Callable[..., Dashboard]


def gateway(gateway_id: str, name: str = "") -> Gateway:
    return Gateway(id=gateway_id, name=name, url=f"http://{gateway_id.encode().hex()}.example:8080")


US, EU = gateway("us"), gateway("eu")
BY_ID: Mapping[str, Gateway] = {"us": US, "eu": EU}
HOSTILE = (
    "plain name",
    'quote"] * { display: none } ["',
    "</style><script>alert(1)</script>",
    "back\\slash and 'apostrophe'",
    "new gateway; } :root { color: red",
    "ünï-çødé 执行者 🚀",
    "/*comment*/",
)


def read_as_css(text: str) -> str:
    r"""What a browser reads in a string of a style sheet: ``\hex`` and one space after it are one sign."""
    return re.sub(r"\\([0-9a-f]{1,6}) ", lambda escape: chr(int(escape[1], 16)), text)


@pytest.mark.parametrize(
    ("gateway_id", "name", "label"),
    [("us", "", "us"), ("us", "us", "us"), ("us", "US East", "US East · us"), ("us", "<b>", "<b> · us")],
)
def test_the_selector_says_the_name_and_the_id_where_they_differ(gateway_id: str, name: str, label: str) -> None:
    assert switching.label(gateway(gateway_id, name)) == label


@pytest.mark.parametrize(
    ("asked", "target"), [("eu", EU), ("us", US), ("no longer configured", None), ("", None), (None, None)]
)
def test_a_gateway_that_is_asked_for_is_switched_to_once(asked: str | None, target: Gateway | None) -> None:
    visit = Visit()
    assert visit.call(switching.target, BY_ID) is None
    visit.call(switching.ask_for, asked)
    assert visit.call(switching.target, BY_ID) == target
    assert visit.call(switching.target, BY_ID) is None


def test_a_switch_reads_the_gateway_and_then_names_it_and_no_executor_of_the_old_one(
    dashboard: Make, server: ScriptedServer
) -> None:
    made = dashboard({"us": server})
    [chosen] = gateways_of(made)
    visit = Visit(gateway="eu", executor="of_the_old_gateway", sort="-name", section="Nodes")

    def switch() -> None:
        switching.switch(made, chosen, st.container())

    visit.call(switch)

    assert visit.address == {"gateway": "us", "sort": "-name", "section": "Nodes"}
    seen = visit.call(shown.observation, chosen)
    assert seen is not None
    assert len(seen.fleet.executors) == 8
    assert server.paths[0] == "/health"


def test_a_switch_to_a_gateway_that_does_not_answer_ends_all_the_same(dashboard: Make, server: ScriptedServer) -> None:
    be_silent(server)
    made = dashboard({"us": server}, first_read_wait=0)
    [chosen] = gateways_of(made)
    visit = Visit(gateway="eu")
    visit.call(lambda: switching.switch(made, chosen, st.container()))
    assert visit.address == {"gateway": "us"}
    seen = visit.call(shown.observation, chosen)
    assert seen is not None
    assert not seen.reached


def style_while_drawn(drawn: Gateway, *gateways: Gateway) -> list[str]:
    page = opened(lambda: switching.body(drawn, gateways))
    return [each.proto.body for each in page.get("html")]


def test_the_body_is_hidden_while_the_selector_names_any_other_gateway() -> None:
    others = [gateway(f"id-{number}", name) for number, name in enumerate(HOSTILE)]
    [style] = style_while_drawn(US, US, *others)
    selectors = style.removeprefix("<style>").removesuffix(" { visibility: hidden; }</style>").split(", ")
    named = [re.fullmatch(r'.*input\[value="([^"]*)"\]\) \[class\*=st-key-fleet_\]', selector) for selector in selectors]
    assert [read_as_css(match[1]) for match in named if match] == [switching.label(other) for other in others]


def test_no_name_ends_the_style_or_means_anything_in_it() -> None:
    [style] = style_while_drawn(US, US, *(gateway(f"id-{number}", name) for number, name in enumerate(HOSTILE)))
    quoted = re.findall(r'"([^"]*)"', style)
    assert len(quoted) == len(HOSTILE)
    assert all(re.fullmatch(r"(?:[A-Za-z0-9]|\\[0-9a-f]{1,6} )*", each) for each in quoted)


def test_with_one_gateway_there_is_nothing_to_hide() -> None:
    assert style_while_drawn(US, US) == []


def test_another_gateway_is_drawn_into_another_place_and_the_same_one_stays_in_its_own() -> None:
    visit = Visit()

    def draw(drawn: Gateway) -> None:
        with switching.body(drawn, BY_ID.values()):
            st.markdown(drawn.id)

    places = []
    for drawn in (US, US, EU, EU, US):
        visit.call(draw, drawn)
        [(place, said)] = [
            (place, each.markdown[0].value)
            for place, each in visit.page.main.children.items()
            if getattr(each, "children", None) and each.markdown
        ]
        assert said == drawn.id
        places.append(place)
    assert places == [0, 0, 1, 1, 0]
