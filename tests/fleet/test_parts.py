"""What may still be concluded from documents that are old or never came."""

from typing import Any

import pytest

from lib.gateway.wire import Deployments, DeploymentStatus
from tests.fleet.documents import NOW, moment, parts


@pytest.mark.parametrize(
    ("answer", "status_known", "desired_known"),
    [
        (None, False, False),
        (DeploymentStatus(status={}, desired={}), True, True),
        (DeploymentStatus(status={}), True, False),
        (DeploymentStatus(desired={}), False, True),
    ],
)
def test_each_half_of_the_status_answer_is_known_by_itself(
    answer: DeploymentStatus | None, *, status_known: bool, desired_known: bool
) -> None:
    known = parts(status=answer)

    assert (known.status_known, known.desired_known) == (status_known, desired_known)


def test_only_what_once_came_is_of_the_past() -> None:
    assert not parts(status=None, status_stale=True).status_is_past
    assert parts(status_stale=True).status_is_past


@pytest.mark.parametrize(
    ("deployments_stale", "status_stale", "judges"),
    [(False, False, True), (False, True, True), (True, False, False), (True, True, True)],
)
def test_an_old_list_judges_only_a_past_that_is_as_old(
    *, deployments_stale: bool, status_stale: bool, judges: bool
) -> None:
    known = parts(deployments_stale=deployments_stale, status_stale=status_stale)

    assert known.listing_judges is judges


def test_a_list_that_never_came_judges_nothing() -> None:
    assert not parts(deployments=None, deployments_stale=True, status_stale=True).listing_judges


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ({}, True),
        ({"status_stale": True}, True),
        ({"deployments_stale": True}, False),
        ({"deployments": None}, False),
        ({"deployments": Deployments({}, unreadable=1)}, False),
    ],
)
def test_what_a_list_lacks_is_not_registered_if_the_list_is_a_fact_and_was_readable(
    told: dict[str, Any], *, whole: bool
) -> None:
    assert parts(**told).listing_is_whole is whole


def test_a_list_is_as_old_as_the_status_unless_it_says_otherwise() -> None:
    assert parts().listed_at == NOW
    assert parts(deployments_at=moment(5)).listed_at == moment(5)
