"""Sentences about a fleet as a whole."""

import pytest

from lib.fleet.parts import Parts
from lib.gateway import wire
from tests.fleet.documents import NAME, NOW, ONE, TWO, capacity, fleet, hollow_status, parts, status

HOLLOW = (
    "live document{s} arrived empty (known gateway defect): status, owner, epoch and last update of those nodes are "
    "not known; their heartbeats are the gateway's own clock."
)
SKEWED = (
    "sent heartbeats more than 5 s in the future: the clocks of workers and dashboard differ, so heartbeat ages are "
    "not exact."
)
UNREADABLE = "in the gateway's answers had a wrong type and is shown as not known."
NO_TIME = "Some times in the gateway's answers, such as “{}”, cannot be read and are shown as not known."
TWO_NODES = {NAME: [ONE, TWO]}


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (parts(), ()),
        (parts(TWO_NODES, {ONE: hollow_status(), TWO: status()}), (f"1 {HOLLOW.format(s='')}",)),
        (parts(TWO_NODES, {ONE: hollow_status(), TWO: hollow_status()}), (f"2 {HOLLOW.format(s='s')}",)),
        (parts(actual={ONE: status(beat=-5)}), ()),
        (parts(actual={ONE: status(beat=-6)}), (f"1 node {SKEWED}",)),
        (parts(TWO_NODES, {ONE: status(beat=-6), TWO: status(beat=-60)}), (f"2 nodes {SKEWED}",)),
        (parts(actual={ONE: status(heartbeat_at="2027-02-29T12:00:00Z")}), (NO_TIME.format("2027-02-29T12:00:00Z"),)),
        (parts(actual={ONE: status(updated_at="b" * 99, heartbeat_at="c")}), (NO_TIME.format("b" * 40),)),
        (parts(capacity=capacity(unreadable=1)), (f"1 value {UNREADABLE}",)),
        (parts({NAME: [ONE, ""]}), ("1 entry named no usable address or executor and could not be placed.",)),
        (parts({NAME: [ONE, "", ""]}), ("2 entries named no usable address or executor and could not be placed.",)),
        (Parts("us-east", NOW), ()),
    ],
)
def test_what_is_odd_about_the_answers_is_said(known: Parts, expected: tuple[str, ...]) -> None:
    assert fleet(known).notices == expected


def test_unreadable_values_of_all_answers_are_counted_together() -> None:
    known = parts(
        deployments=wire.Deployments({}, unreadable=1),
        status=wire.DeploymentStatus(status={}, unreadable=2),
        capacity=capacity(unreadable=4),
        readiness=wire.Readiness(unreadable=8),
    )

    assert fleet(known).notices == (f"15 values {UNREADABLE}",)


def test_every_oddity_has_its_own_sentence() -> None:
    known = parts(
        {NAME: [ONE, TWO, ""]},
        {ONE: hollow_status(), TWO: status(beat=-60)},
        capacity=capacity(unreadable=1),
    )

    assert [notice.split()[1] for notice in fleet(known).notices] == ["value", "entry", "live", "node"]
