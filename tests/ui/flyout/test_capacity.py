import json
from typing import Any

import pandas as pd
import pytest
from msgspec import structs
from streamlit.testing.v1 import AppTest

from lib.fleet.model import Node, NodeLoad
from lib.ui.flyout import capacity
from lib.ui.flyout.subject import Subject
from lib.ui.visitor import NARROW, note_width
from tests.fleet.documents import NAME, ONE, THREE, TWO, parts
from tests.fleet.documents import fleet as assembled
from tests.fleet.records import executor, fleet, rollup, slots
from tests.pages.reading import metrics, plain
from tests.ui.drawn import drawn
from tests.ui.observed import observation
from tests.ui.session import Visit

NODE = assembled(parts()).nodes_of(NAME)[0]


def load(active: int | None, of: int | None, **told: Any) -> NodeLoad:
    free = None if active is None or of is None else max(0, of - active)
    return NodeLoad(
        **{"capacity": of, "available": free, "active": active, "accepting": True, "routing_state": None, **told}
    )


def node(address: str, filled: NodeLoad | None) -> Node:
    return structs.replace(NODE, address=address, load=filled)


def page_of(*nodes: Node, per_node_load: bool = True, node_count: int = 2, **told: Any) -> AppTest:
    """The section of an executor with these nodes; its slots are told, untold four of which one is used."""
    known = executor(rolled=rollup(node_count=node_count), slots=slots(**told))
    seen = fleet(known, nodes_of=lambda _name: nodes, per_node_load=per_node_load)
    return drawn("flyout.capacity", Subject(known, observation(seen)))


def captions(page: AppTest) -> str:
    return " ".join(plain(each.value) for each in page.caption)


def bars(page: AppTest) -> list[str]:
    """Labels of the bars, the first on top."""
    [chart] = page.get("plotly_chart")
    labels: list[str] = json.loads(chart.proto.spec)["layout"]["yaxis"]["ticktext"]
    return labels


def table(page: AppTest) -> pd.DataFrame:
    shown: pd.DataFrame = page.dataframe[0].value
    return shown


def test_an_executor_of_which_no_slots_are_listed_says_so() -> None:
    page = drawn("flyout.capacity", Subject(executor(), observation(fleet(executor()))))
    assert [each.value for each in page.info] == ["The gateway lists no slots for this executor."]
    assert not page.metric


@pytest.mark.parametrize(
    ("told", "values"),
    [
        ({}, ("4", "1", "3", "25\u202f%")),
        ({"capacity": 0, "used": 0, "available": 0}, ("0", "0", "0", "—")),
        ({"capacity": None, "used": None, "available": None}, ("—", "—", "—", "—")),
        (
            {"capacity": 1_000_000, "used": 1_250_000, "available": 0},
            ("1\u202f000\u202f000", "1\u202f250\u202f000", "0", "125\u202f%"),
        ),
    ],
    ids=["some", "none", "not known", "over-committed"],
)
def test_the_numbers_are_the_gateways_and_a_dash_where_it_sends_none(
    told: dict[str, Any], values: tuple[str, ...]
) -> None:
    page = page_of(**told)
    assert tuple(value for value, _note in metrics(page).values()) == values


def test_flags_are_told_as_text() -> None:
    page = page_of(flags=("used exceeds total", "<b>**x**</b>"))
    assert "used exceeds total" in captions(page)
    assert "<b>**x**</b>" in captions(page)
    assert not any("**x" in each.value for each in page.caption)


def test_nodes_with_slots_are_a_table_and_bars_the_fullest_first() -> None:
    page = page_of(node(ONE, load(1, 4, routing_state="active")), node(TWO, load(4, 4, routing_state="saturated")))
    assert table(page).to_dict("records") == [
        {"Node": ONE, "Slots": 4, "Used": 1, "Available": 3, "Routing": "active"},
        {"Node": TWO, "Slots": 4, "Used": 4, "Available": 0, "Routing": "saturated"},
    ]
    assert bars(page) == [TWO, ONE]


def test_a_node_without_slots_or_of_which_they_are_not_known_has_no_bar_and_no_invented_number() -> None:
    page = page_of(node(ONE, load(None, None)), node(TWO, load(0, 0)), node(THREE, load(1, 2)))
    assert bars(page) == [THREE]
    assert table(page)["Slots"].isna().tolist() == [True, False, False]
    assert table(page)["Used"].isna().tolist() == [True, False, False]
    assert list(table(page)["Routing"]) == ["—"] * 3


def test_only_the_fullest_of_many_nodes_are_bars_and_all_are_in_the_table() -> None:
    page = page_of(*(node(f"10.0.0.{number}:1", load(number, 50)) for number in range(1, 41)))
    assert bars(page)[0] == "10.0.0.40:1"
    assert len(bars(page)) == 15
    assert len(table(page)) == 40


def test_a_newer_gateway_that_sends_nothing_of_these_nodes_says_so() -> None:
    page = page_of(node(ONE, None))
    assert not page.dataframe
    assert captions(page) == "The gateway sends no load for the nodes of this executor."


def test_an_older_gateway_tells_slots_per_node_only_where_they_divide() -> None:
    whole = captions(page_of(per_node_load=False, per_node=2))
    assert whole.startswith("Slots per node: 2, worked out from 4 slots on 2.")
    uneven = captions(page_of(per_node_load=False, per_node=None, node_count=3))
    assert uneven.startswith("Slots per node: —, as 4 slots on 3 nodes do not divide.")
    assert "needs a newer gateway" in whole
    assert "needs a newer gateway" in uneven


def test_in_a_narrow_window_the_bars_are_plain_and_say_the_same() -> None:
    known = executor(slots=slots())
    seen = fleet(known, nodes_of=lambda _name: (node(ONE, load(1, 4)),), per_node_load=True)
    visit = Visit()
    visit.call(note_width, NARROW)
    visit.call(capacity.draw, Subject(known, observation(seen)))
    assert not visit.page.get("plotly_chart")
    [drawn_bars] = visit.page.get("html")
    assert ONE in drawn_bars.proto.body
    assert "1 of 4" in drawn_bars.proto.body
