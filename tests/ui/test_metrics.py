from typing import Any

import pytest

from lib.fleet.model import Activity, Executor, Fleet, Status
from lib.fleet.rules import Rules
from tests.fleet.records import counts, executor, fleet, rollup, unknown
from tests.ui.drawn import drawn

NOTHING = dict.fromkeys(("executors", "nodes", "addresses", "busy", "ready", "fresh_nodes", "silent_nodes"))


def shown(known: Fleet) -> dict[str, tuple[str, str]]:
    """Value and note of each metric."""
    return {each.label: (each.value, each.delta) for each in drawn("metrics", known, Rules()).metric}


def with_counts(*executors: Executor, **told: Any) -> Fleet:
    """A fleet whose numbers are facts."""
    said = counts(**told)
    return fleet(*executors, counts=said, last_counts=said)


def test_the_four_numbers_are_those_of_the_fleet() -> None:
    known = with_counts(
        executor("a", rollup(activity=Activity.BUSY)),
        executor("b"),
        executor("c", rollup(status=Status.ERROR)),
        executors=3,
        nodes=14,
        addresses=12,
        busy=1,
        ready=1,
        fresh_nodes=13,
        silent_nodes=1,
    )
    assert shown(known) == {
        "Total Executors": ("3", "all with nodes"),
        "Total Nodes": ("14", "12 distinct addresses"),
        "Active Deployments": ("2", "1 busy · 1 ready"),
        "Healthy Nodes": ("92.9\u202f%", "1 never reported"),
    }


def test_every_number_says_its_formula() -> None:
    page = drawn("metrics", fleet(executor()), Rules(fresh=45))
    assert all(each.help for each in page.metric)
    assert "at most 45 s old" in page.metric[3].help


def test_executors_without_nodes_are_counted() -> None:
    stopped = executor("b", rollup(status=Status.STOPPED, node_count=0, accepting=0))
    assert shown(with_counts(executor("a"), stopped, executors=2))["Total Executors"] == ("2", "1 without nodes")


def test_one_address_is_no_plural() -> None:
    assert shown(fleet(executor()))["Total Nodes"] == ("1", "1 distinct address")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"nodes": 0, "fresh_nodes": 0, "silent_nodes": 0}, ("—", "no nodes")),
        ({"nodes": 4, "fresh_nodes": 4, "silent_nodes": 0}, ("100\u202f%", "all reporting")),
        ({"nodes": 4, "fresh_nodes": 0, "silent_nodes": 4}, ("0\u202f%", "4 never reported")),
        ({"nodes": 4, "fresh_nodes": 1, "silent_nodes": 1}, ("25\u202f%", "1 never reported · 2 stale")),
        ({"nodes": 3000, "fresh_nodes": 2999, "silent_nodes": 0}, ("99.9\u202f%", "1 stale")),
        ({"nodes": None, "fresh_nodes": None, "silent_nodes": None}, ("—", "")),
        ({"nodes": 4, "fresh_nodes": None, "silent_nodes": None}, ("—", "")),
    ],
)
def test_healthy_nodes_are_a_share_only_where_there_is_one(told: dict[str, Any], said: tuple[str, str]) -> None:
    assert shown(with_counts(executor(), **told))["Healthy Nodes"] == said


def test_without_executors_all_counts_are_zero_and_the_share_is_not_known() -> None:
    zero = dict.fromkeys(NOTHING, 0)
    assert shown(with_counts(**zero)) == {
        "Total Executors": ("0", ""),
        "Total Nodes": ("0", "0 distinct addresses"),
        "Active Deployments": ("0", "none busy or ready"),
        "Healthy Nodes": ("—", "no nodes"),
    }


def test_a_gateway_that_never_answered_has_no_numbers() -> None:
    assert {value for value, _note in shown(with_counts(**NOTHING)).values()} == {"—"}


def test_numbers_of_the_past_are_said_to_be_past() -> None:
    last = counts(executors=8, nodes=14, busy=4, ready=3, fresh_nodes=13)
    known = fleet(executor(rolled=rollup(status=Status.UNKNOWN)), counts=counts(**NOTHING), last_counts=last)
    assert shown(known) == {
        "Total Executors": ("—", "was 8"),
        "Total Nodes": ("—", "was 14"),
        "Active Deployments": ("—", "was 7"),
        "Healthy Nodes": ("—", "was 92.9\u202f%"),
    }


def test_where_every_status_is_unknown_the_active_ones_are_not_zero_but_unknown() -> None:
    known = with_counts(unknown("a"), unknown("b"), executors=2, busy=0, ready=0)
    assert shown(known)["Active Deployments"] == ("—", "2 unknown")


def test_unknown_executors_are_counted_beside_active_ones() -> None:
    known = with_counts(executor("a"), unknown("b"), executors=2, busy=0, ready=1)
    assert shown(known)["Active Deployments"] == ("1", "0 busy · 1 ready · 1 unknown")
