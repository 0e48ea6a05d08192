"""Actual beside desired (contract 9.5)."""

import pytest

from lib.fleet import verdict
from lib.fleet.model import Verdict
from lib.fleet.verdict import Judgement
from lib.gateway.wire import DesiredDocument, StatusDocument
from tests.fleet.documents import (
    ONE,
    RULES,
    THREE,
    TWO,
    desired,
    executor,
    hollow_desired,
    hollow_status,
    node,
    parts,
    status,
)

LIMIT = RULES.settling
EMPTY_DESIRED = (Verdict.UNKNOWN, "the desired document arrives empty")
EMPTY_STATUS = (Verdict.UNKNOWN, "the status document arrives empty")


@pytest.mark.parametrize(
    ("desired_epoch", "desired_age", "status_epoch", "expected"),
    [
        (5, 600, 5, (Verdict.MATCH, "epoch 5")),
        (5, 1, 5, (Verdict.MATCH, "epoch 5")),
        (5, None, 5, (Verdict.MATCH, "epoch 5")),
        (5, 0, 2, (Verdict.SETTLING, "epoch 3 behind")),
        (5, LIMIT, 2, (Verdict.SETTLING, "epoch 3 behind")),
        (5, LIMIT + 0.001, 2, (Verdict.DRIFT, "epoch 3 behind")),
        (2, 5, 5, (Verdict.SETTLING, "epoch 3 ahead of desired")),
        (2, 600, 5, (Verdict.DRIFT, "epoch 3 ahead of desired")),
        (5, 600, 0, (Verdict.DRIFT, "epoch 5 behind")),
        (5, None, 2, (Verdict.UNKNOWN, "epochs differ, but since when can't be read")),
        (None, 600, None, EMPTY_DESIRED),
        (None, 600, 5, EMPTY_DESIRED),
        (5, 600, None, EMPTY_STATUS),
    ],
)
def test_epochs_beside_each_other(
    desired_epoch: int | None, desired_age: float | None, status_epoch: int | None, expected: Judgement
) -> None:
    assert verdict.judge_node(desired_epoch, desired_age, status_epoch, LIMIT) == expected


@pytest.mark.parametrize(
    ("desired_age", "expected"),
    [
        (0, (Verdict.SETTLING, "dispatched, not claimed yet")),
        (LIMIT, (Verdict.SETTLING, "dispatched, not claimed yet")),
        (LIMIT + 1, (Verdict.DRIFT, "not claimed for 31\u202fs")),
        (None, (Verdict.UNKNOWN, "not claimed, since when can't be read")),
    ],
)
def test_a_desired_state_that_no_worker_claims(desired_age: float | None, expected: Judgement) -> None:
    assert verdict.judge_unclaimed(desired_age, LIMIT) == expected


def test_epochs_that_agree_are_named_from_lowest_to_highest() -> None:
    assert [verdict.matching(3, 3), verdict.matching(3, 7)] == ["epoch 3", "epochs 3–7"]


DOCUMENTS = {
    "both empty, which is no match": (hollow_status(), hollow_desired(), EMPTY_DESIRED),
    "epoch 0 on both sides, which is no match": (status(epoch=0), desired(0), EMPTY_DESIRED),
    "status empty": (hollow_status(), desired(3), EMPTY_STATUS),
    "desired empty": (status(epoch=3), hollow_desired(), EMPTY_DESIRED),
    "desired empty, not claimed": (None, hollow_desired(), EMPTY_DESIRED),
    "no desired": (status(), None, (Verdict.UNKNOWN, "no desired state: nothing was dispatched to it")),
    "time not readable": (
        status(epoch=2),
        desired(3, updated_at="soon"),
        (Verdict.UNKNOWN, "epochs differ, but since when can't be read"),
    ),
    "written in the future": (status(epoch=2), desired(3, age=-60), (Verdict.SETTLING, "epoch 1 behind")),
    "behind": (status(epoch=2), desired(3, age=600), (Verdict.DRIFT, "epoch 1 behind")),
    "not claimed": (None, desired(3, age=600), (Verdict.DRIFT, "not claimed for 10\u202fmin")),
}


@pytest.mark.parametrize(("actual", "wanted", "expected"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_documents_beside_each_other(
    actual: StatusDocument | None, wanted: DesiredDocument | None, expected: tuple[Verdict, str]
) -> None:
    known = parts(actual={ONE: actual} if actual else {}, wanted={ONE: wanted} if wanted else {})

    judged = node(known)

    assert (judged.verdict, judged.verdict_reason) == expected


BEHIND, EQUAL, YOUNG = desired(4), desired(3), desired(4, age=5)
NODES = {ONE: status(), TWO: status(), THREE: status()}
OF_THREE_NODES = {
    "all match": ({ONE: EQUAL, TWO: EQUAL, THREE: EQUAL}, (Verdict.MATCH, "epoch 3")),
    "drift before all": ({ONE: EQUAL, TWO: YOUNG, THREE: BEHIND}, (Verdict.DRIFT, "1 of 3 nodes: epoch 1 behind")),
    "settling before unknown": (
        {ONE: hollow_desired(), TWO: YOUNG, THREE: EQUAL},
        (Verdict.SETTLING, "1 of 3 nodes: epoch 1 behind"),
    ),
    "unknown before match": (
        {ONE: EQUAL, TWO: hollow_desired(), THREE: EQUAL},
        (Verdict.UNKNOWN, "1 of 3 nodes: the desired document arrives empty"),
    ),
    "nodes without a desired state don't judge": ({TWO: EQUAL}, (Verdict.MATCH, "1 of 3 nodes: epoch 3")),
    "no desired state at all": ({}, (Verdict.UNKNOWN, "no desired state: nothing was dispatched to it")),
}


@pytest.mark.parametrize(("wanted", "expected"), OF_THREE_NODES.values(), ids=OF_THREE_NODES.keys())
def test_an_executor_has_the_worst_verdict_of_its_nodes(
    wanted: dict[str, DesiredDocument], expected: tuple[Verdict, str]
) -> None:
    rolled = executor(parts({"invoice_executor": NODES}, NODES, wanted)).rollup

    assert (rolled.verdict, rolled.verdict_reason) == expected


def test_matching_nodes_at_different_epochs_say_the_range() -> None:
    known = parts(
        {"invoice_executor": [ONE, TWO]},
        {ONE: status(epoch=3), TWO: status(epoch=9)},
        {ONE: desired(3), TWO: desired(9)},
    )

    assert executor(known).rollup.verdict_reason == "epochs 3–9"
