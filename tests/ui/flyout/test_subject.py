import json

from lib.fleet.history import Gone, History
from lib.fleet.model import Status
from lib.fleet.words import iso
from lib.process import Observation
from lib.ui.flyout.subject import Subject, subject
from tests.fleet.documents import NAME, NOW, ONE, TWO, desired, fleet, moment, parts, status
from tests.fleet.pasts import PACE
from tests.fleet.records import executor, rollup
from tests.ui.observed import observation

SECRET = "hunter2-of-the-canary"
GONE = "gone/ünï executor"


def seen() -> Observation:
    """A gateway that lists one executor on two nodes, and listed another one ten minutes ago."""
    documents = parts(
        {NAME: [ONE, TWO]},
        {ONE: status(details={"env": {"TOKEN": SECRET}}), TWO: status(beat=400)},
        {ONE: desired(params={"api_key": SECRET})},
    )
    last = Gone(
        executor(GONE, rollup(status=Status.SERVING), endpoints=("/default",), internal_endpoints=("_jina_dry_run_",)),
        fleet(parts()).nodes_of(NAME),
        moment(600),
    )
    return observation(fleet(documents), history=History(PACE, gone={GONE: last}))


def shown(name: str) -> Subject:
    found = subject(name, seen())
    assert found is not None
    return found


def test_of_a_name_that_nobody_knows_there_is_nothing_to_show() -> None:
    for name in ("", NAME.upper(), "<b>", f"{NAME} "):
        assert subject(name, seen()) is None


def test_an_executor_that_is_listed_is_shown_as_it_is() -> None:
    here = shown(NAME)
    assert here.gone is None
    assert here.name == NAME
    assert [node.address for node in here.nodes()] == [ONE, TWO]
    assert [endpoint.path for endpoint in here.endpoints()] == ["/default"]
    assert list(here.vitals()) == [ONE, TWO]


def test_an_executor_that_is_gone_is_shown_as_it_was_last_known() -> None:
    gone = shown(GONE)
    assert gone.gone is not None
    assert gone.executor.rollup.status is Status.SERVING
    assert [node.address for node in gone.nodes()] == [ONE]
    assert [(endpoint.path, endpoint.internal) for endpoint in gone.endpoints()] == [
        ("/default", False),
        ("_jina_dry_run_", True),
    ]
    assert gone.vitals() == {}
    assert gone.vanished() == ()


def test_an_executor_that_came_back_is_shown_as_it_is_and_not_as_it_was() -> None:
    known = seen()
    back = History(PACE, gone={NAME: Gone(executor(NAME), (), moment(600))})
    found = subject(NAME, observation(known.fleet, history=back))
    assert found is not None
    assert found.gone is None
    assert len(found.nodes()) == 2


def test_the_json_is_of_when_it_was_known() -> None:
    assert shown(NAME).json()["observed_at"] == iso(NOW)
    told = shown(GONE).json()
    assert (told["executor"], told["observed_at"]) == (GONE, iso(moment(600)))


def test_the_json_holds_no_secret() -> None:
    said = json.dumps(shown(NAME).json())
    assert "api_key" in said
    assert "TOKEN" in said
    assert SECRET not in said
