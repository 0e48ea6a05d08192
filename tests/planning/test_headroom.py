"""What is free, and whether the peak still fits once something is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.planning.headroom import Fit, Loss, Verdict, executor_losses, headroom, keeps, losses, share_free, worst
from lib.planning.pools import Pool
from lib.planning.what_if import Nodes, applied
from tests.planning.pooled import STEPS, TARGETS, asked, member, pool, pools


def lost(of: Pool, loss: Loss, period: str = "the window") -> Fit:
    return next(fit for fit in losses(of) if fit.loss is loss and fit.period == period)


def test_headroom_is_what_is_free_now_at_p95_and_at_the_peak() -> None:
    found = headroom(pool(member(demand=asked(10, 14), used=4)), 25)

    assert (found.now, found.at_p95, found.at_peak, found.verdict) == (80, 50, 30, Verdict.FITS)
    assert found.sentence == "50\u202f% free at p95, 30\u202f% at the peak; 25\u202f% should be: enough"


def test_stranded_slots_are_no_headroom() -> None:
    found = headroom(pool(member(stranded=4, demand=asked(10, 14))), 25)

    assert (found.at_p95, found.at_peak, found.verdict) == (30, 10, Verdict.TOO_SMALL)


def test_free_slots_of_now_are_never_fewer_than_none() -> None:
    assert headroom(pool(member(used=22)), 25).now == 0


def test_exactly_the_target_is_enough() -> None:
    assert headroom(pool(member(demand=asked(15, 15))), 25).verdict is Verdict.FITS
    assert headroom(pool(member(demand=asked(15, 15.1))), 25).verdict is Verdict.TOO_SMALL


@pytest.mark.parametrize(
    ("of", "verdict", "why"),
    [
        (pool(member(total=None)), Verdict.NOT_KNOWN, "its slots are not known"),
        (pool(member(), demand=asked(None, None, 0)), Verdict.NOT_KNOWN, "nothing is known of what was used"),
        (pool(member(total=0, nodes=0)), Verdict.TOO_SMALL, "it has no slots"),
        (
            pool(member(), demand=asked(10, 12, 1000)),
            Verdict.NOT_KNOWN,
            "only 1000 of 2016 steps are known, and 50% are needed",
        ),
        (pool(member(), demand=asked(10, 18, 1)), Verdict.TOO_SMALL, "too little"),
        (
            pool(member(), demand=asked(10, 12, cut=True)),
            Verdict.FITS,
            "enough; all slots were taken at times, so more may have been asked for",
        ),
    ],
    ids=["total", "demand", "none", "gaps", "gaps-too-high", "cut"],
)
def test_a_verdict_says_why(of: Pool, verdict: Verdict, why: str) -> None:
    found = headroom(of, 25)

    assert (found.verdict, found.sentence.rpartition(": ")[2]) == (verdict, why)


def test_a_gateway_that_is_lost_leaves_the_slots_of_the_others() -> None:
    found = lost(
        pool(
            member("x", site="gw-a", total=40, nodes=10, demand=asked(0, 0)),
            member("y", site="gw-b", total=60, nodes=10, demand=asked(80, 88)),
        ),
        Loss.SITE,
    )

    assert found.sentence == "peak 88 of 100 slots; without gw-a 60 slots remain: 28 too few"
    assert (found.peak, found.serving, found.remaining, found.spare) == (88, 100, 60, -28)
    assert found.verdict is Verdict.TOO_SMALL


def test_gateways_of_one_etcd_are_lost_together() -> None:
    of = pool(member("x", site="s", gateways=("a", "b")), member("y", site="c", demand=asked(1, 1)))

    assert [fit.lost for fit in losses(of) if fit.loss is Loss.SITE and fit.period == "the window"] == ["a and b", "c"]


def test_the_largest_node_of_the_type_is_lost() -> None:
    found = lost(pool(member("x"), member("y", total=11, nodes=2)), Loss.NODE)

    assert found.sentence == "peak 24 of 31 slots; without its largest node (6 slots) 25 slots remain: 1 to spare"
    assert (found.verdict, found.spare) == (Verdict.FITS, 1)


def test_todays_peak_has_a_verdict_of_its_own() -> None:
    of = pool(member(), demand=asked(17, 18), today=asked(3, 4))

    assert lost(of, Loss.NODE).verdict is Verdict.TOO_SMALL
    assert lost(of, Loss.NODE, "the last 24 h").verdict is Verdict.FITS


def test_an_executors_own_node_is_judged_by_its_own_peak() -> None:
    of = pool(member("x", demand=asked(17, 18)), member("y", demand=asked(1, 1)))

    found = lost(of, Loss.EXECUTOR_NODE)

    assert found.lost == "a node of x on a (4 slots)"
    assert (found.verdict, found.spare) == (Verdict.TOO_SMALL, -2)
    assert [fit.verdict for fit in executor_losses(of)] == [Verdict.TOO_SMALL, Verdict.FITS]
    assert lost(of, Loss.NODE).verdict is Verdict.FITS


def test_slots_of_a_node_that_are_not_known_leave_it_open() -> None:
    found = lost(pool(member(nodes=None)), Loss.NODE)

    assert (found.verdict, found.remaining, found.spare) == (Verdict.NOT_KNOWN, None, None)
    assert found.sentence.endswith("it is not known what remains, as the slots of a node are not known")


def test_a_peak_above_all_slots_never_fits_whatever_is_lost() -> None:
    found = lost(pool(member(nodes=None, demand=asked(20, 22))), Loss.NODE)

    assert found.verdict is Verdict.TOO_SMALL
    assert found.sentence.endswith("even less remains: 2 are too few already")


@pytest.mark.parametrize(
    "of",
    [
        pool(member(total=None)),
        pool(member(), demand=asked(None, None, 0)),
        pool(member(), demand=asked(1, 1, STEPS // 2 - 1)),
    ],
    ids=["slots", "demand", "gaps"],
)
def test_what_is_not_known_never_fits(of: Pool) -> None:
    assert lost(of, Loss.NODE).verdict is Verdict.NOT_KNOWN


def test_an_executor_that_has_left_is_not_lost_once_more() -> None:
    of = pool(member("x"), member("gone", site="b", total=0, nodes=0, demand=asked(1, 1)))

    assert [fit.lost for fit in losses(of)] == [
        "its largest node (4 slots)",
        "a",
        "its largest node (4 slots)",
        "a",
        "a node of x on a (4 slots)",
    ]


def test_the_worst_verdict_decides() -> None:
    fits = losses(pool(member("x", demand=asked(17, 18)), member("y", site="b", nodes=None, demand=asked(1, 1))))

    assert {fit.verdict for fit in fits} >= {Verdict.TOO_SMALL, Verdict.NOT_KNOWN}
    assert worst(fits) is Verdict.TOO_SMALL
    assert worst(()) is Verdict.NOT_KNOWN


def test_no_slots_keep_nothing_free() -> None:
    assert not keeps(0, 0, 0, 0)
    assert share_free(0, 0, 0) is None


@settings(max_examples=60, deadline=None)
@given(pools(), TARGETS, st.integers(1, 5), st.data())
def test_a_node_more_never_lowers_headroom_nor_turns_a_fit(
    of: Pool, target: float, by: int, data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(of.members))
    (more,) = applied([of], [Nodes(one.site, one.executor, by)]).pools

    before, after = headroom(of, target), headroom(more, target)

    assert before.at_peak is not None
    assert after.at_peak is not None
    assert after.at_peak >= before.at_peak - 1e-9
    if before.verdict is Verdict.FITS:
        assert after.verdict is Verdict.FITS
    fitted = [fit for fit in losses(of) if fit.loss is Loss.NODE and fit.verdict is Verdict.FITS]
    assert not fitted or lost(more, Loss.NODE).verdict is Verdict.FITS


@settings(max_examples=60, deadline=None)
@given(pools(), TARGETS, st.floats(0, 1))
def test_less_load_never_makes_it_worse(of: Pool, target: float, factor: float) -> None:
    less = Pool(of.function, of.members, of.demand.times(factor), of.today and of.today.times(factor))

    assert (headroom(less, target).at_peak or 0) >= (headroom(of, target).at_peak or 0)
    for before, after in zip(losses(of), losses(less), strict=True):
        assert not (before.verdict is Verdict.FITS and after.verdict is Verdict.TOO_SMALL)
