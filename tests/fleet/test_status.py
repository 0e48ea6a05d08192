"""Status of a single node: contract 9.3, row by row; first match wins."""

from typing import Any

import pytest

from lib.fleet.masking import MASK
from lib.fleet.model import Activity, NodeHealth, Status
from lib.fleet.status import HOLLOW, NEVER_USED, NodeFacts, NodeState, is_hollow, node_health, node_state
from lib.gateway.wire import StatusDocument
from tests.fleet.documents import RULES, hollow_status, status, worker

AT_LIMIT = RULES.fresh
STALE = RULES.fresh + 1
SETTLED = RULES.settling + 1


def facts(**changes: Any) -> NodeFacts:
    """Facts of a node that is in order: registered, idle, at its desired epoch."""
    in_order = NodeFacts(
        registered=True,
        status_known=True,
        document=status("NOT_SERVING", epoch=3),
        hollow=False,
        heartbeat_age=1,
        desired_epoch=3,
        desired_age=600,
        quarantine=None,
        worker=None,
    )
    return in_order._replace(**changes)


def undocumented(**changes: Any) -> NodeFacts:
    """Facts of a registered node that never got a job."""
    return facts(**{"document": None, "heartbeat_age": None, "desired_epoch": None, "desired_age": None, **changes})


def hollow(**changes: Any) -> NodeFacts:
    """Facts of a registered node whose live document arrives empty."""
    return facts(**{"document": hollow_status(), "hollow": True, **changes})


def state(known: NodeFacts) -> tuple[Status, Activity]:
    found = node_state(known, RULES)
    return found.status, found.activity


ERROR = (Status.ERROR, Activity.NONE)
STARTING = (Status.STARTING, Activity.NONE)
BUSY = (Status.SERVING, Activity.BUSY)
READY = (Status.SERVING, Activity.READY)
UNKNOWN = (Status.UNKNOWN, Activity.NONE)

ROWS = {
    "quarantined": (facts(quarantine="quarantined from routing"), ERROR),
    "quarantined, though busy": (facts(quarantine="q", document=status("SERVING")), ERROR),
    "probe failed": (facts(worker=worker("error")), ERROR),
    "probe being retried": (facts(worker=worker("retrying")), ERROR),
    "registered, heartbeat too old": (facts(heartbeat_age=STALE), ERROR),
    "heartbeat just not too old": (facts(heartbeat_age=AT_LIMIT), READY),
    "registered, busy, heartbeat too old": (facts(document=status("SERVING"), heartbeat_age=STALE), ERROR),
    "hollow, heartbeat too old": (hollow(heartbeat_age=STALE), ERROR),
    "being checked": (facts(worker=worker("checking")), STARTING),
    "being checked, never used": (undocumented(worker=worker("checking")), STARTING),
    "young desired, no status": (undocumented(desired_epoch=1, desired_age=5), STARTING),
    "desired exactly at the limit, no status": (undocumented(desired_epoch=1, desired_age=RULES.settling), STARTING),
    "young desired, status behind": (facts(desired_epoch=4, desired_age=5), STARTING),
    "young desired, status without epoch": (facts(document=status(epoch=0), desired_age=5), STARTING),
    "young desired, status equal": (facts(desired_age=5), READY),
    "young desired, status ahead": (facts(desired_epoch=2, desired_age=5), READY),
    "young desired, hollow status": (hollow(desired_epoch=4, desired_age=5), UNKNOWN),
    "settled desired, status behind": (facts(desired_epoch=4, desired_age=SETTLED), READY),
    "stale heartbeat before young desired": (facts(heartbeat_age=STALE, desired_epoch=4, desired_age=5), ERROR),
    "busy": (facts(document=status("SERVING")), BUSY),
    "busy, not registered": (facts(document=status("SERVING"), registered=False), BUSY),
    "busy, registration not known": (facts(document=status("SERVING"), registered=None), BUSY),
    "idle, registered": (facts(), READY),
    "idle, not registered": (facts(registered=False), UNKNOWN),
    "idle, registration not known": (facts(registered=None), UNKNOWN),
    "wire words in small letters": (facts(document=status("serving")), BUSY),
    "hollow": (hollow(), UNKNOWN),
    "SERVICE_UNKNOWN": (facts(document=status("SERVICE_UNKNOWN")), UNKNOWN),
    "UNKNOWN": (facts(document=status("UNKNOWN")), UNKNOWN),
    "CODE_7": (facts(document=status("CODE_7")), UNKNOWN),
    "no word": (facts(document=status(None)), UNKNOWN),
    "never used": (undocumented(), UNKNOWN),
    "settled desired, no status": (undocumented(desired_epoch=1, desired_age=SETTLED), UNKNOWN),
    "document without a heartbeat": (facts(heartbeat_age=None), UNKNOWN),
    "ghost": (facts(registered=False, heartbeat_age=STALE), UNKNOWN),
    "stale, registration not known": (facts(registered=None, heartbeat_age=STALE), UNKNOWN),
    "unready": (facts(worker=worker("unready", ready=False)), UNKNOWN),
    "ready": (facts(worker=worker("ready", ready=True)), READY),
    "all heartbeats too old": (facts(heartbeat_age=STALE, frozen_for=STALE), UNKNOWN),
    "all heartbeats too old, busy": (facts(document=status("SERVING"), heartbeat_age=STALE, frozen_for=STALE), UNKNOWN),
    "all heartbeats too old, hollow": (hollow(heartbeat_age=STALE, frozen_for=STALE), UNKNOWN),
    "all heartbeats too old, quarantined": (facts(quarantine="q", heartbeat_age=STALE, frozen_for=STALE), ERROR),
    "all heartbeats too old, probe failed": (
        facts(worker=worker("error"), heartbeat_age=STALE, frozen_for=STALE),
        ERROR,
    ),
    "all heartbeats too old, never used": (undocumented(frozen_for=STALE), UNKNOWN),
    "status never answered": (undocumented(status_known=False), UNKNOWN),
    "status never answered, young desired": (undocumented(status_known=False, desired_epoch=1, desired_age=5), UNKNOWN),
}


@pytest.mark.parametrize(("known", "expected"), ROWS.values(), ids=ROWS.keys())
def test_first_rule_that_holds(known: NodeFacts, expected: tuple[Status, Activity]) -> None:
    assert state(known) == expected


@pytest.mark.parametrize("word", ["ERROR", "Starting", "STOPPING", "stopped"])
@pytest.mark.parametrize("registered", [True, False, None])
def test_words_of_the_page_are_passed_through_in_any_case(word: str, *, registered: bool | None) -> None:
    known = facts(document=status(word), registered=registered)

    assert node_state(known, RULES) == NodeState(Status(word.upper()), Activity.NONE, "as the gateway says")


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (undocumented(), NEVER_USED),
        (undocumented(registered=False), "no status document"),
        (undocumented(desired_epoch=1, desired_age=75), "dispatched 1\u202fmin 15\u202fs ago and never claimed"),
        (undocumented(desired_epoch=1, desired_age=5), "dispatched 5\u202fs ago, not claimed yet"),
        (facts(desired_epoch=4, desired_age=5), "taking up epoch 4"),
        (undocumented(status_known=False), "the gateway has not answered with its status"),
        (facts(heartbeat_age=95), "stale heartbeat: none for 1\u202fmin 35\u202fs"),
        (
            facts(heartbeat_age=95, frozen_for=75),
            "no heartbeat for 1\u202fmin 15\u202fs, as on every node: the gateway may have lost etcd",
        ),
        (undocumented(frozen_for=75), NEVER_USED),
        (facts(heartbeat_age=95, registered=None), "no heartbeat for 1\u202fmin 35\u202fs"),
        (
            facts(heartbeat_age=95, registered=False),
            "a leftover: not registered, no heartbeat for 1\u202fmin 35\u202fs",
        ),
        (facts(heartbeat_age=None), "its status document has no heartbeat"),
        (hollow(), HOLLOW),
        (facts(document=status("CODE_7")), "the worker reports CODE_7"),
        (facts(document=status(None)), "the worker reports no status"),
        (
            facts(registered=False, heartbeat_age=AT_LIMIT),
            "alive but not registered: the gateway can't route work to it",
        ),
        (facts(registered=None), "idle; whether the gateway routes to it is not known"),
        (facts(document=status("SERVING")), "running a job"),
        (
            facts(document=status("SERVING"), registered=False),
            "running a job, but not registered: no new work reaches it",
        ),
        (facts(worker=worker("unready", ready=False)), "the gateway's own check says it is not ready"),
        (facts(worker=worker("checking")), "the gateway is checking it"),
        (facts(worker=worker("error")), "the gateway can't reach it"),
        (
            facts(worker=worker("retrying", retry_attempt=2, last_error="no\n route")),
            "the gateway can't reach it (attempt 2): no route",
        ),
        (
            facts(worker=worker("error", last_error="grpc://rep:hunter2secret@10.4.0.11 refused")),
            f"the gateway can't reach it: grpc://{MASK}@10.4.0.11 refused",
        ),
    ],
)
def test_the_reason_says_why(known: NodeFacts, reason: str) -> None:
    assert node_state(known, RULES).reason == reason


def test_a_long_error_of_the_gateway_is_cut() -> None:
    said = node_state(facts(worker=worker("error", last_error="x" * 10_000)), RULES).reason

    assert len(said) < 200


HEALTH = {
    "fresh and registered": (facts(), NodeHealth.HEALTHY),
    "fresh and registered, whatever it says": (facts(document=status("CODE_7")), NodeHealth.HEALTHY),
    "hollow but alive": (hollow(), NodeHealth.HEALTHY),
    "just not stale": (facts(heartbeat_age=AT_LIMIT), NodeHealth.HEALTHY),
    "stale": (facts(heartbeat_age=STALE), NodeHealth.UNHEALTHY),
    "stale and not registered": (facts(heartbeat_age=STALE, registered=False), NodeHealth.UNHEALTHY),
    "stale as all others": (facts(heartbeat_age=STALE, frozen_for=STALE), NodeHealth.UNKNOWN),
    "quarantined and stale as all others": (
        facts(quarantine="q", heartbeat_age=STALE, frozen_for=STALE),
        NodeHealth.UNHEALTHY,
    ),
    "unready": (facts(worker=worker("unready", ready=False)), NodeHealth.UNHEALTHY),
    "quarantined": (facts(quarantine="q"), NodeHealth.UNHEALTHY),
    "quarantined under a word of the page": (facts(quarantine="q", document=status("STOPPED")), NodeHealth.UNHEALTHY),
    "error": (facts(document=status("ERROR")), NodeHealth.UNHEALTHY),
    "no document": (undocumented(), NodeHealth.UNKNOWN),
    "no heartbeat": (facts(heartbeat_age=None), NodeHealth.UNKNOWN),
    "fresh, not registered": (facts(registered=False), NodeHealth.UNKNOWN),
    "fresh, registration not known": (facts(registered=None), NodeHealth.UNKNOWN),
}


@pytest.mark.parametrize(("known", "expected"), HEALTH.values(), ids=HEALTH.keys())
def test_health_has_three_ways(known: NodeFacts, expected: NodeHealth) -> None:
    assert node_health(known, node_state(known, RULES), RULES) is expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (hollow_status(), True),
        (StatusDocument(), True),
        (status("SERVICE_UNKNOWN", owner="rep-0", epoch=0), False),
        (status("SERVICE_UNKNOWN", owner="", epoch=3), False),
        (status("NOT_SERVING", owner="", epoch=0), False),
        (status("SERVICE_UNKNOWN", owner="", epoch=0, details={}), False),
    ],
)
def test_a_document_is_hollow_only_if_it_says_nothing(document: StatusDocument, *, expected: bool) -> None:
    assert is_hollow(document) is expected
