"""What the panel of an executor says of its nodes, and of those that have vanished."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from msgspec import structs
from streamlit.testing.v1 import AppTest

from lib.fleet.history import Gone
from lib.fleet.listing import Missing
from lib.fleet.masking import Setting
from lib.fleet.model import Node, NodeHealth, NodeLoad
from lib.fleet.vitals import Vitals
from lib.ui.clock import absolute, now, zone
from lib.ui.flyout.subject import Subject
from tests.fleet.documents import NAME, ONE, THREE, TWO, moment, parts
from tests.fleet.documents import fleet as assembled
from tests.fleet.records import executor, fleet
from tests.pages.reading import plain
from tests.ui.drawn import drawn
from tests.ui.observed import observation

NODES = assembled(parts()).nodes_of(NAME)
OF_NEWER_GATEWAYS = ["Uptime", "Routing", "Check", "Resources", "Seen since"]


def node(address: str = ONE, health: NodeHealth = NodeHealth.HEALTHY, **told: Any) -> Node:
    """A node that is registered and idle, whose last heartbeat is three hours old."""
    idle = structs.replace(NODES[0], heartbeat_at=now() - timedelta(hours=3, seconds=30))
    return structs.replace(idle, address=address, health=health, **told)


def vitals(**told: Any) -> Vitals:
    """What a server says of a node; untold, nothing."""
    silent = dict.fromkeys(("uptime", "uptime_said", "started_at", "check", "last_error", "last_ready_at"))
    return Vitals(**{**silent, "resources": (), **told})


def page_of(*nodes: Node, **of: Vitals) -> AppTest:
    """The section of these nodes; ``of`` tells the vitals by the names of the addresses: one, two."""
    by_address = {{"one": ONE, "two": TWO}[each]: said for each, said in of.items()}
    known = fleet(executor(), nodes_of=lambda _name: nodes, vitals_of=lambda _name: by_address)
    return drawn("flyout.nodes", Subject(executor(), observation(known)))


def table(page: AppTest) -> pd.DataFrame:
    shown: pd.DataFrame = page.dataframe[0].value
    return shown


def cell(column: str, shown: Node, **of: Vitals) -> Any:
    return table(page_of(shown, **of))[column][0]


def captions(page: AppTest) -> str:
    return " ".join(plain(each.value) for each in page.caption)


def test_the_worst_are_on_top_and_alike_ones_by_address() -> None:
    page = page_of(
        node("d:1"),
        node("c:1", NodeHealth.UNKNOWN),
        node("b:1", NodeHealth.UNHEALTHY),
        node("a:1"),
        node("e:1", NodeHealth.UNHEALTHY),
    )
    assert list(table(page)["Node"]) == ["b:1", "e:1", "c:1", "a:1", "d:1"]
    assert list(table(page)["Health"])[::2] == [["✕ UNHEALTHY"], ["? UNKNOWN"], ["✓ HEALTHY"]]


def test_the_unhealthy_ones_are_shown_alone_on_demand() -> None:
    page = page_of(node(ONE), node(TWO, NodeHealth.UNHEALTHY), node(THREE, NodeHealth.UNKNOWN))
    [toggle] = page.toggle
    assert toggle.label == "Only unhealthy ones (1 of 3)"
    toggle.set_value(True).run()
    assert list(table(page)["Node"]) == [TWO]


def test_where_none_is_unhealthy_that_is_said_and_no_empty_table_is_shown() -> None:
    page = page_of(node())
    page.toggle[0].set_value(True).run()
    assert not page.dataframe
    assert "No node is unhealthy." in captions(page)


def test_an_executor_without_nodes_says_so() -> None:
    page = page_of()
    assert [each.value for each in page.info] == ["No node of this executor is known."]
    assert not page.toggle


def test_what_only_newer_gateways_send_is_no_column_where_it_is_not_sent_and_that_is_said() -> None:
    page = page_of(node(load=None, first_seen_at=None))
    assert not set(OF_NEWER_GATEWAYS) & set(table(page))
    assert "Uptime, Resources, Routing, Check, Seen since: —. This gateway does not send it" in captions(page)


def test_what_one_node_says_is_a_column_with_dashes_for_the_others() -> None:
    page = page_of(node(ONE), node(TWO), two=vitals(uptime=7_500))
    assert list(table(page)["Uptime"]) == ["—", "2\u202fh 5\u202fmin"]
    assert "Resources, Routing, Check, Seen since: —." in captions(page)
    assert "Uptime" not in captions(page)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"uptime": 0.0}, "0\u202fs"),
        ({"uptime": 10_000_000.0}, "115\u202fd 17\u202fh"),
        ({"uptime": 60.0, "uptime_said": "a while"}, "1\u202fmin"),
        ({"uptime_said": "since <b>yesterday</b>"}, "since <b>yesterday</b>"),
    ],
)
def test_an_uptime_is_a_duration_or_else_what_the_server_said(told: dict[str, Any], said: str) -> None:
    assert cell("Uptime", node(), one=vitals(**told)) == said


def test_resources_and_the_gateways_own_check_are_told() -> None:
    said = vitals(resources=(Setting("limits.cpu", "4"), Setting("gpu", "a100")), check="QUARANTINED")
    assert cell("Resources", node(), one=said) == "limits.cpu 4, gpu a100"
    assert cell("Check", node(), one=said) == "QUARANTINED"


def test_what_the_router_says_is_told() -> None:
    load = NodeLoad(capacity=2, available=0, active=2, accepting=False, routing_state="saturated")
    assert cell("Routing", node(load=load)) == "saturated"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "3\u202fh ago"),
        ({"heartbeat_approximate": True}, "~ 3\u202fh ago"),
        ({"heartbeat_at": None}, "—"),
        ({"heartbeat_at": None, "heartbeat_approximate": True}, "—"),
    ],
)
def test_a_heartbeat_is_an_age_marked_where_it_is_the_gateways_clock(told: dict[str, Any], said: str) -> None:
    assert cell("Heartbeat", node(**told)) == said


@pytest.mark.parametrize(
    ("column", "told", "said"),
    [
        ("Registered", {"registered": True}, "yes"),
        ("Registered", {"registered": False}, "no"),
        ("Registered", {"registered": None}, "—"),
        ("Epoch", {"epoch": 41}, "41"),
        ("Epoch", {"epoch": 0}, "—"),
        ("Epoch", {"epoch": None}, "—"),
        ("Served by", {"served_by": ("10.0.0.9:1", "10.0.0.8:1")}, "10.0.0.9:1, 10.0.0.8:1"),
        ("Served by", {"served_by": ()}, "—"),
        ("Seen since", {"first_seen_at": moment(0)}, absolute(moment(0), zone())),
    ],
)
def test_what_is_known_of_a_node_is_said_and_a_dash_otherwise(column: str, told: dict[str, Any], said: str) -> None:
    assert cell(column, node(**told)) == said


def missing(address: str, ago: float = 3 * 3_600 + 30, name: str = NAME) -> Missing:
    return Missing(name, address, now() - timedelta(seconds=ago), now(), needed=2)


def subject(*vanished: Missing, nodes: Sequence[Node] = NODES, gone: Gone | None = None) -> Subject:
    known = fleet(executor(), vanished=vanished, nodes_of=lambda _name: tuple(nodes))
    return Subject(executor(), observation(known), gone)


def said(page: AppTest) -> list[str]:
    """What the captions say of nodes that are gone."""
    return [text for text in (plain(each.value) for each in page.caption) if text.startswith("Gone")]


@pytest.mark.parametrize("nodes", [NODES, ()], ids=["others are there", "none is left"])
def test_nodes_that_have_vanished_are_named_with_when_they_were_registered_last(nodes: tuple[Node, ...]) -> None:
    page = drawn("flyout.nodes", subject(missing(ONE), missing(TWO), missing("x:1", name="other"), nodes=nodes))

    assert said(page) == [f"Gone: {TWO}, last registered 3\u202fh ago; {ONE}, last registered 3\u202fh ago."]


def test_of_many_the_latest_are_named_and_the_others_counted() -> None:
    page = drawn("flyout.nodes", subject(*(missing(f"10.0.0.{number}:7101") for number in range(7))))

    [sentence] = said(page)
    assert sentence.startswith("Gone: 10.0.0.6:7101, last")
    assert sentence.endswith("; and 2 more.")


def test_an_address_is_no_markdown() -> None:
    page = drawn("flyout.nodes", subject(missing("[a](javascript:b)")))

    [caption] = [each.value for each in page.caption if each.value.startswith("Gone")]
    assert r"\[a\]\(javascript" in caption


def test_nothing_is_said_where_none_has_vanished_or_the_executor_is_gone_itself() -> None:
    gone = Gone(executor(), NODES, moment(0))

    assert said(drawn("flyout.nodes", subject())) == []
    assert said(drawn("flyout.nodes", subject(missing(ONE), gone=gone))) == []
