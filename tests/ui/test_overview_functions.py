from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.gateway.server import Hang, Reply, ScriptedServer
from tests.pages.gateways import be_down, be_drifting, have_slots
from tests.pages.reading import words
from tests.ui.drawn import Open

HEADING = "Functions across gateways"


def rows(page: AppTest) -> dict[str, dict[str, Any]]:
    """The rows of the table by function."""
    [shown] = page.dataframe
    return {row["function"]: row for row in shown.value.to_dict("records")}


def headings(page: AppTest) -> list[str]:
    return [each.value for each in page.header]


def test_one_gateway_is_compared_with_nothing(overview: Open) -> None:
    page = overview(1)
    assert headings(page) == []
    assert not page.dataframe
    assert "etcd" not in words(page)


def test_slots_of_gateways_that_share_one_etcd_are_counted_once_and_it_is_said(overview: Open) -> None:
    page = overview(2)
    assert headings(page) == [HEADING]
    said = words(page)
    assert "**25 slots** · 13 used (52\u202f%) · **12 free**" in said
    assert "g0 and g1 share one etcd (identical slots): counted once." in said
    assert {row["gateways"] for row in rows(page).values()} == {"1: g0 + g1"}


def test_a_gateway_with_an_etcd_of_its_own_is_added(overview: Open) -> None:
    page = overview(3)
    assert "**29 slots** · 15 used" in words(page)
    shown = rows(page)
    assert (shown["extract"]["gateways"], shown["extract"]["nodes"]) == ("2: g0 + g1, g2", 3)
    assert list(shown["redaction"]["redundancy"]) == ["⚠ only in g2"]


def test_without_sharing_nothing_is_said_of_it(overview: Open, servers: list[ScriptedServer]) -> None:
    be_drifting(servers[1], ["extract_executor"])
    said = words(overview(2))
    assert "**27 slots**" in said
    assert "share one etcd" not in said


def test_bottlenecks_are_named_the_fullest_first(overview: Open, servers: list[ScriptedServer]) -> None:
    have_slots(servers[2], {"extract_executor": (9, 10), "redaction_executor": (1, 10)})
    said = words(overview(3))
    assert "Bottlenecks: **ner** in g0 + g1 (no free slot) · **extract** in g2 (90\u202f%)" in said


@pytest.mark.parametrize(("used", "said"), [((1, 4), "No function is short of slots."), ((4, 4), "Bottlenecks: ")])
def test_that_no_function_is_short_of_slots_is_said(
    overview: Open, servers: list[ScriptedServer], used: tuple[int, int], said: str
) -> None:
    for server in servers:
        have_slots(server, {"extract_executor": used})
    assert said in words(overview(3))


def test_a_gateway_that_is_not_known_is_in_no_number_and_it_is_said(
    overview: Open, servers: list[ScriptedServer]
) -> None:
    servers[2].forget()
    servers[2].otherwise(Hang())
    page = overview(3, read_timeout=0.1)
    said = words(page)
    assert "**≥ 25 slots** · ≥ 13 used" in said
    assert "Not known now, and not counted: the nodes and slots of g2. ≥ means at least that many." in said
    shown = rows(page)["ner"]
    assert (shown["gateways"], list(shown["redundancy"])) == ("≥ 1: g0 + g1 · ? g2", ["? not known"])


def test_where_some_slots_are_not_known_no_function_is_called_short_of_none(
    overview: Open, servers: list[ScriptedServer]
) -> None:
    for server in servers[:2]:
        have_slots(server, {"extract_executor": (1, 4)})
    servers[2].on("/api/capacity", Reply(json={"status": "error", "result": "etcd is gone"}))
    said = words(overview(3))
    assert "No function is known to be short of slots." in said
    assert "Not known now, and not counted: the slots of g2." in said


def test_gateways_that_never_answered_leave_nothing_to_compare_and_no_zero(
    overview: Open, servers: list[ScriptedServer]
) -> None:
    for server in servers[:2]:
        be_down(server)
    page = overview(2)
    assert "**— slots** · — used · **— free**" in words(page)
    assert [each.value for each in page.info] == ["No gateway has said yet which executors it has."]


def test_the_name_of_a_function_is_no_markdown(overview: Open, servers: list[ScriptedServer]) -> None:
    name = "**bold** :red[x]"
    be_drifting(servers[2], [name])
    have_slots(servers[2], {name: (2, 2)})
    [line] = [each.value for each in overview(3).markdown if "Bottlenecks" in each.value]
    assert r"\*\*bold\*\*" in line
    assert ":red[" not in line


def test_the_comparison_is_exported(overview: Open) -> None:
    buttons = [each.proto for each in overview(2).get("download_button")]
    assert [each.label for each in buttons] == ["CSV", "Parquet"]
