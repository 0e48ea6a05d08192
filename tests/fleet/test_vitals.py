from typing import Any

import pytest

from lib.fleet.masking import MASK
from lib.fleet.times import Moments
from lib.fleet.vitals import Vitals, vitals
from tests.fleet.documents import NOW, moment, worker, written

NOTHING = Vitals(None, None, None, (), None, None, None)


def of(*, details: Any = None, **told: Any) -> Vitals:
    """The vitals of a node whose status document has these fields."""
    return vitals({"status_name": "SERVING", "details": details, **told}, None, Moments(NOW))


def test_a_gateway_of_today_says_nothing() -> None:
    assert of() == vitals({}, None, Moments(NOW)) == NOTHING


@pytest.mark.parametrize("key", ["uptime", "uptime_seconds"])
@pytest.mark.parametrize(("sent", "seconds"), [(90, 90), (0, 0), (90.5, 90.5), ("90", 90), (" 90.5 ", 90.5)])
def test_an_uptime_is_in_seconds(key: str, sent: object, seconds: float) -> None:
    assert of(**{key: sent}) == of(details={key: sent}) == Vitals(seconds, None, None, (), None, None, None)


@pytest.mark.parametrize("words", ["1:15:31", "3 days", "since Monday"])
def test_an_uptime_in_words_is_shown_as_sent(words: str) -> None:
    assert (of(uptime=words).uptime, of(uptime=words).uptime_said) == (None, words)


@pytest.mark.parametrize("odd", [True, -5, "-5", "nan", "inf", "1e999", [], {}, "", 10**400])
def test_an_uptime_that_can_be_none_is_not_known(odd: object) -> None:
    assert of(uptime=odd).uptime is None


@pytest.mark.parametrize(("age", "uptime"), [(90, 90), (0, 0), (-5, 0)])
def test_an_uptime_is_the_time_since_a_node_started(age: float, uptime: float) -> None:
    found = of(started_at=written(age))
    assert (found.uptime, found.started_at) == (uptime, moment(age))


def test_an_uptime_that_is_sent_is_not_derived() -> None:
    assert of(started_at=written(90), uptime=80).uptime == 80


@pytest.mark.parametrize("odd", ["soon", "", 7, None, []])
def test_a_start_that_can_not_be_read_is_not_known(odd: object) -> None:
    assert of(started_at=odd) == NOTHING


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"resources": {"limits": {"cpu": 2, "memory": "4Gi"}}}, [("limits.cpu", "2"), ("limits.memory", "4Gi")]),
        (
            {"cpu": 0.5, "memory": {"used": "1Gi", "total": "4Gi"}},
            [("cpu", "0.5"), ("memory.used", "1Gi"), ("memory.total", "4Gi")],
        ),
        ({"gpu": [{"name": "A10"}]}, [("gpu[0].name", "A10")]),
        ({"resources": "2 CPU, 4 GiB"}, [("resources", "2 CPU, 4 GiB")]),
        ({"cpu": None, "memory": {}, "gpu": []}, []),
        ({"cpu": 0}, [("cpu", "0")]),
    ],
)
def test_resources_are_settings_wherever_they_are_sent(told: dict[str, Any], shown: list[tuple[str, str]]) -> None:
    assert list(of(**told).resources) == list(of(details=told).resources) == shown


def test_a_field_of_the_document_goes_before_one_of_its_details() -> None:
    assert of(details={"cpu": 1, "gpu": 1}, cpu=2).resources == (("cpu", "2"), ("gpu", "1"))
    assert of(details={"cpu": 1}, cpu=None).resources == (("cpu", "1"),)


@pytest.mark.parametrize("details", [7, "text", [], True])
def test_details_that_are_no_object_say_nothing(details: object) -> None:
    assert of(details=details) == NOTHING


def test_secrets_are_masked() -> None:
    assert of(resources={"token": "hunter2"}).resources == (("token", MASK),)
    assert of(uptime="token=hunter2").uptime_said == f"token={MASK}"


def test_the_gateways_own_check_is_told() -> None:
    failing = worker("retrying", last_error="no route\n to  mongodb://ada:hunter2@mongo", last_ready_at=written(300))
    found = vitals({}, failing, Moments(NOW))
    assert (found.check, found.last_ready_at) == ("retrying", moment(300))
    assert found.last_error == f"no route to mongodb://{MASK}@mongo"
    assert vitals({}, worker("ready"), Moments(NOW)) == Vitals(None, None, None, (), "ready", None, None)
