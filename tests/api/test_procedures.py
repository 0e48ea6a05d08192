import logging
from contextlib import closing
from datetime import UTC, datetime

import pytest

from lib.access.caller import ANYONE
from lib.api.asking import Asking
from lib.api.faults import CallFailed, Code
from lib.api.models import Answer, NoInput
from lib.api.procedures import PROCEDURES, Procedure
from lib.process import Dashboard


def test_the_procedures_are_those_that_the_page_and_the_issue_name() -> None:
    assert {each.name for each in PROCEDURES} == {
        "gateways.getConfig",
        "gateways.getHealth",
        "deployments.getDeployments",
        "deployments.getDeploymentStatus",
        "deployments.getCapacity",
        "deployments.getDesiredStates",
        "capacity.getHistory",
        "capacity.getAdvice",
        "alerts.list",
    }


def test_every_answer_has_the_same_head() -> None:
    assert all(issubclass(each.gives, Answer) for each in PROCEDURES)


def test_a_fault_of_ours_is_logged_and_tells_nothing_of_itself(
    dashboard: Dashboard, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_asking: Asking, _asked: NoInput) -> Answer:
        raise ValueError("the inside of it")

    with closing(dashboard), pytest.raises(CallFailed) as failed, caplog.at_level(logging.ERROR):
        Procedure("a.b", "/a", NoInput, Answer, fail).call(dashboard, ANYONE, {})
    assert failed.value.code is Code.INTERNAL_SERVER_ERROR
    assert "inside" not in failed.value.sentence
    assert "the inside of it" in caplog.text


def test_a_call_is_made_at_an_instant_in_utc(dashboard: Dashboard) -> None:
    asked: list[Asking] = []

    def note(asking: Asking, _asked: NoInput) -> Answer:
        asked.append(asking)
        return Answer(observed_at=asking.at, age_ms=0, stale=False)

    before = datetime.now(UTC)
    Procedure("a.b", "/a", NoInput, Answer, note).call(dashboard, ANYONE, {})
    dashboard.close()
    assert before <= asked[0].at <= datetime.now(UTC)
