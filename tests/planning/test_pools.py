"""What there is of an executor type, and what was asked of it."""

from typing import Any

import pytest

from lib.planning.load import load_by_function
from lib.planning.now import Row, Waterfall
from lib.planning.pools import Demand, Pool, pools
from tests.planning.frames import NAN, executor, statistics, usage, use, used, window
from tests.planning.pooled import member, pool


def row(name: str, nominal: int | None, **other: Any) -> Row:
    given = {"gateways": ("a",), "site": "a", "function": "extract", "nodes": 5, "stranded": 0} | other
    stranded = given.pop("stranded")
    return Row(executor=name, slots=Waterfall(nominal, stranded, 3, nominal), **given)


def only(*rows: dict[str, Any], present: tuple[Row, ...] = (), asked: tuple[float, ...] = (4, 6, 8)) -> Pool:
    over = window(len(asked))
    (found,) = pools(statistics(*rows), load_by_function(used(*asked), over), over, present)
    return found


def test_what_was_asked_of_a_type_is_of_its_sum() -> None:
    over = window(2)
    loads = load_by_function(usage(use(0, 4), use(0, 8, gateway="b"), use(1, 8), use(1, 6, gateway="b")), over)

    (found,) = pools(statistics(executor("x"), executor("y", gateway="b")), loads, over)

    assert found.demand == Demand(pytest.approx(13.9), 14, 2, 2)


def test_a_sample_higher_than_any_step_is_the_peak() -> None:
    assert only(executor("x", used_max=9)).demand.peak == 9


def test_steps_that_are_not_known_are_not_counted() -> None:
    assert only(executor("x", used_max=1), asked=(4, NAN, NAN)).demand == Demand(4, 4, 1, 3)


def test_today_is_the_end_of_the_window() -> None:
    found = only(executor("x"), asked=(9, *[2] * 288))

    assert found.today == Demand(2, 2, 288, 288)
    assert found.demand.peak == 9


@pytest.mark.parametrize("rows", [{"available_min": 0}, {"used_max": 10}], ids=["told", "counted"])
def test_slots_that_were_all_taken_cut_demand_off(rows: dict[str, float]) -> None:
    assert only(executor("x", **rows)).demand.cut


def test_a_full_step_cuts_demand_off() -> None:
    assert only(executor("x"), asked=(9.9, 4)).demand.cut


def test_the_present_tells_what_there_is() -> None:
    (one,) = only(executor("x", total=10, nodes=5), present=(row("x", 14, nodes=7, stranded=2),)).members

    assert (one.total, one.stranded, one.serving, one.nodes, one.used, one.told) == (14, 2, 12, 7, 3, True)


def test_without_the_present_there_is_what_the_window_knew_last() -> None:
    (one,) = only(executor("x", total=10, stranded_max=2, nodes=5)).members

    assert (one.total, one.serving, one.nodes, one.used, one.told) == (10, 8, 5, None, False)


def test_a_gateway_that_is_silent_now_has_what_the_window_knew_last() -> None:
    (one,) = only(executor("x", total=10), present=(row("x", None, stranded=None),)).members

    assert (one.total, one.told) == (10, False)


def test_an_executor_that_has_left_has_no_slots_and_leaves_its_demand() -> None:
    found = only(executor("x"), executor("gone", used_max=9), present=(row("x", 10),))

    assert {each.executor: each.total for each in found.members} == {"x": 10, "gone": 0}
    assert (found.total, found.demand.peak) == (10, 9)


def test_an_executor_that_has_just_come_has_slots_and_no_past() -> None:
    found = only(executor("x"), present=(row("x", 10), row("new", 4)))

    assert (found.total, found.members[0].executor, found.members[0].demand.peak) == (14, "new", None)


def test_gateways_of_one_etcd_are_one_member() -> None:
    (one,) = only(executor("x", site="a"), executor("x", gateway="b", site="a")).members

    assert (one.gateways, one.place) == (("a", "b"), "a + b")


def test_executors_without_a_function_do_not_stand_in_for_another() -> None:
    over, nameless = window(1), {"function": "—"}
    found = pools(
        statistics(executor("x", **nameless), executor("y", **nameless)), load_by_function(used(4), over), over
    )

    assert [(each.function, each.demand.peak, each.today) for each in found] == [("x", 8, None), ("y", 8, None)]


def test_a_type_without_any_known_step_has_no_demand() -> None:
    found = only(executor("x", function="classify"))

    assert (found.demand, found.today) == (Demand(None, None, 0, 3), None)


def test_slots_that_one_executor_does_not_say_are_not_known_of_the_type() -> None:
    assert pool(member("x"), member("y", total=None)).total is None
    assert pool(member("x"), member("y", stranded=None)).serving is None


def test_a_node_is_rounded_down_when_it_comes_and_up_when_it_goes() -> None:
    one = member(total=11, nodes=4)

    assert (one.node_at_least, one.node_at_most) == (2, 3)
    assert (member(nodes=0).node_at_least, member(nodes=None).node_at_most) == (None, None)


def test_nothing_has_no_pools() -> None:
    assert pools(statistics(), load_by_function(usage(), window(1)), window(1)) == ()
