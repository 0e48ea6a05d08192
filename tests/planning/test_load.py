"""Slots added up over gateways and steps: each site once, and never too low."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.history.questions import Window
from lib.planning.load import LOAD, LOAD_BY_FUNCTION, Gap, coverage, load_by_function, sites, total_load
from tests.planning.frames import BEGIN, NAN, at, reached, usage, use, used, window


def column(load: pd.DataFrame, name: str) -> list[float | None]:
    return [None if math.isnan(value) else value for value in load[name]]


def test_two_sites_add_up() -> None:
    found = total_load(usage(use(0, 4), use(0, 6, 20, gateway="b")), window(1))

    assert tuple(found.columns) == LOAD
    assert found.iloc[0].to_dict() | {"at": None} == {
        "at": None,
        "total": 30,
        "used": 10,
        "available": 20,
        "stranded": 0,
        "utilization": pytest.approx(100 / 3),
    }


def test_what_is_lost_where_a_mean_is_kept_in_32_bits_does_not_show_in_a_sum() -> None:
    kept = float(np.float32(4.3))
    assert kept != 4.3

    assert column(total_load(usage(use(0, kept)), window(1)), "used") == [4.3]


def test_gateways_that_share_an_etcd_count_once() -> None:
    rows = usage(use(0, 4, site="a"), use(0, 4, gateway="b", site="a"))

    assert column(total_load(rows, window(1)), "used") == [4]


def test_gateways_that_share_an_etcd_at_any_time_count_once_at_all_times() -> None:
    rows = usage(use(0, 4), use(0, 4, gateway="b"), use(1, 4, site="a"), use(1, 4, gateway="b", site="a"))

    assert column(total_load(rows, window(2)), "used") == [4, 4]


def test_of_gateways_that_share_an_etcd_the_one_that_knows_most_tells_it() -> None:
    rows = usage(use(0, NAN, NAN, site="a", available=NAN), use(0, 4, gateway="b", site="a"))

    assert column(total_load(rows, window(1)), "used") == [4]


def test_sites_are_told_over_three_gateways() -> None:
    rows = usage(use(0, 1, site="a"), use(0, 1, gateway="b"), use(1, 1, gateway="c", site="b"), use(2, 1, site="b"))

    assert len(set(sites(rows).values())) == 1


def test_a_step_in_which_a_site_is_silent_has_no_sum() -> None:
    rows = usage(use(0, 4), use(0, 4, gateway="b"), use(1, 4))

    assert column(total_load(rows, window(2)), "used") == [8, None]


def test_a_step_without_any_row_is_there_and_not_known() -> None:
    found = total_load(used(4, NAN, 6), window(4))

    assert list(found["at"]) == [at(step) for step in range(4)]
    assert column(found, "utilization") == [40, None, 60, None]


def test_a_site_that_was_expected_and_never_spoke_leaves_no_sum() -> None:
    assert column(total_load(used(4), window(1), expected=["a", "b"]), "used") == [None]


def test_a_number_that_one_row_does_not_know_is_not_known_of_the_sum() -> None:
    rows = usage(use(0, 4, stranded=NAN), use(0, 1, function="classify"))

    found = total_load(rows, window(1))

    assert (column(found, "stranded"), column(found, "used")) == ([None], [5])


def test_no_slots_have_no_utilization() -> None:
    assert column(total_load(used(0, total=0), window(1)), "utilization") == [None]


def test_more_used_than_there_is_exceeds_a_hundred_percent() -> None:
    assert column(total_load(used(12), window(1)), "utilization") == [120]


def test_a_function_that_was_gone_from_a_site_that_spoke_has_no_slots_there() -> None:
    rows = usage(use(0, 4), use(0, 1, function="classify"), use(1, 1, function="classify"))

    found = load_by_function(rows, window(2)).set_index("function")

    assert column(found.loc["extract"], "total") == [10, 0]
    assert column(found.loc["extract"], "utilization") == [40, None]


def test_a_function_alone_is_not_known_where_its_site_is_not_known_to_have_spoken() -> None:
    assert column(load_by_function(used(4), window(2)), "total") == [10, None]


def test_what_was_reached_tells_a_site_without_slots_from_a_silent_one() -> None:
    read = reached(
        {"at": at(1), "gateway": "a", "site": "a", "readable": 1.0},
        {"at": at(2), "gateway": "a", "site": "a", "readable": 0.0},
    )

    assert column(load_by_function(used(4), window(3), read), "total") == [10, 0, None]


def test_the_functions_add_up_to_the_whole() -> None:
    rows = usage(use(0, 4), use(0, 1, function="classify"), use(1, 1, function="classify"))

    each = load_by_function(rows, window(2)).groupby("at")["used"].sum()

    assert list(each) == list(total_load(rows, window(2))["used"])


def test_nothing_known_has_every_step_and_no_function() -> None:
    assert column(total_load(usage(), window(2)), "used") == [None, None]
    assert tuple(load_by_function(usage(), window(2)).columns) == LOAD_BY_FUNCTION


def test_coverage_names_the_gaps_of_each_gateway() -> None:
    known, silent = coverage(used(4, NAN, NAN, 5, NAN), window(5), ["a", "b"])

    assert (known.known, known.share) == (2, 0.4)
    assert known.gaps == (Gap(at(1), at(3)), Gap(at(4), at(5)))
    assert (silent.share, silent.gaps) == (0, (Gap(at(0), at(5)),))


def test_a_window_shorter_than_a_step_covers_nothing() -> None:
    short = Window(BEGIN, BEGIN.replace(second=30))

    assert coverage(used(4), short, ["a"])[0].share == 0
    assert total_load(used(4), short).empty


STEPS = st.lists(st.floats(0, 10) | st.just(NAN), min_size=1, max_size=12)


@settings(max_examples=50, deadline=None)
@given(STEPS, st.data())
def test_taking_rows_away_never_makes_a_step_look_less_used(numbers: list[float], data: st.DataObject) -> None:
    rows = pd.concat([used(*numbers), used(*numbers, gateway="b")], ignore_index=True)
    kept = pd.Series(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), dtype=bool)

    whole, part = (total_load(each, window(12), expected="ab") for each in (rows, rows[kept]))

    known = part["used"].dropna()
    assert list(known) == list(whole.loc[known.index, "used"])


@settings(max_examples=50, deadline=None)
@given(STEPS)
def test_a_second_gateway_of_the_same_etcd_never_changes_a_sum(numbers: list[float]) -> None:
    one = used(*numbers)
    both = pd.concat([one, used(*numbers, gateway="b", site="a")], ignore_index=True)

    pd.testing.assert_frame_equal(total_load(one, window(12)), total_load(both, window(12)))
