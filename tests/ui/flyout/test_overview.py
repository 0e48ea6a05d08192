import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from lib.fleet.model import Executor, Status, Verdict
from lib.ui.clock import absolute, zone
from lib.ui.flyout.subject import Subject
from tests.fleet.documents import NAME, ONE, TWO, hollow_status, moment, parts, worker, written
from tests.fleet.documents import readiness as ready
from tests.fleet.records import desired, executor, fleet, rollup, unknown
from tests.pages.reading import plain
from tests.ui.drawn import drawn
from tests.ui.observed import observation, subject_of

SECRET = "postgres://rep:hunter2-of-the-canary@db:5432/jobs"
HOSTILE = "</dd><b>**bold**</b> [x](javascript:y)"


def about(known: Executor) -> Subject:
    return Subject(known, observation(fleet(known)))


def page_of(subject: Subject) -> AppTest:
    return drawn("flyout.overview", subject)


def facts(page: AppTest) -> dict[str, str]:
    body = page.get("html")[0].proto.body
    return {unescape(term): unescape(said) for term, said in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", body)}


def compared(page: AppTest) -> dict[str, tuple[str, str]]:
    """Actual and desired of each row."""
    body = page.get("html")[1].proto.body
    rows = re.findall(r"<th[^>]*>([^<]*)</th><td>([^<]*)</td><td>([^<]*)</td>", body)
    return {unescape(name): (unescape(actual), unescape(wanted)) for name, actual, wanted in rows}


def test_who_it_is_and_what_is_known_of_it_is_listed() -> None:
    said = facts(page_of(about(executor())))
    assert list(said) == [
        "Executor ID",
        "Status since",
        "Activity",
        "Nodes",
        "Worker owners",
        "Created",
        "Heartbeat",
    ]
    assert said["Executor ID"] == NAME
    assert said["Status since"].startswith(absolute(moment(90), zone()))
    assert said["Status since"].endswith("as far as this dashboard has seen")
    assert (said["Activity"], said["Nodes"], said["Worker owners"]) == ("idle, ready", "1 of 1 accept work", "rep-0")


def test_what_is_not_known_is_a_dash_with_its_reason() -> None:
    page = page_of(about(unknown()))
    said = facts(page)
    assert said["Activity"] == "—"
    assert said["Nodes"] == "— (the gateway has not answered with its executors)"
    assert said["Worker owners"] == "— (no worker has claimed a job yet)"
    assert said["Heartbeat"] == "— (never reported)"
    assert said["Created"] == "— (gateways do not send when an executor was first deployed)"
    assert compared(page) == {
        "Phase": ("UNKNOWN", "—"),
        "Epoch": ("—", "—"),
        "Job": ("—", "—"),
        "Changed": ("—", "—"),
    }


def test_how_many_nodes_accept_work_is_not_said_where_the_status_is_not_known() -> None:
    stale = rollup(status=Status.UNKNOWN, node_count=3, accepting=0)
    assert facts(page_of(about(executor(rolled=stale))))["Nodes"] == (
        "3 registered; how many of them accept work is not known"
    )


def test_no_node_is_no_unknown_number() -> None:
    stopped = rollup(status=Status.STOPPED, node_count=0, accepting=0)
    assert facts(page_of(about(executor(rolled=stopped))))["Nodes"] == "0 of 0 accept work"


def test_the_oldest_heartbeat_is_told_where_nodes_differ() -> None:
    apart = rollup(heartbeat_at=moment(1), oldest_heartbeat_at=moment(400))
    assert "; the oldest of its nodes " in facts(page_of(about(executor(rolled=apart))))["Heartbeat"]
    assert "oldest" not in facts(page_of(about(executor())))["Heartbeat"]


def test_when_a_newer_gateway_first_saw_it_is_said_and_not_taken_for_its_creation() -> None:
    known = parts({NAME: [ONE, TWO]}, readiness=ready(*(
        worker("READY", address, first_seen_at=written(age)) for address, age in ((ONE, 900.0), (TWO, 4_000.0))
    )))  # fmt: skip
    said = facts(page_of(subject_of(known)))["Created"]
    assert said.startswith(f"— (seen by the gateway since {absolute(moment(4_000), zone())}; ")
    assert said.endswith("do not send when an executor was first deployed)")


def test_actual_stands_beside_desired() -> None:
    wanted = desired(phase="SCHEDULED", params={"job_id": "0198f0aa"})
    page = page_of(about(executor(rolled=rollup(epochs=(3, 5), desired=wanted, desired_epochs=(6, 6)))))
    rows = compared(page)
    assert rows["Phase"] == ("SERVING", "SCHEDULED")
    assert rows["Epoch"] == ("3–5", "6")
    assert rows["Job"] == ("—", "0198f0aa")
    assert rows["Changed"][1].startswith(absolute(moment(600), zone()))


def test_an_empty_document_says_no_epoch() -> None:
    rows = compared(page_of(subject_of(parts(actual={ONE: hollow_status()}))))
    assert rows["Epoch"] == ("—", "3")
    assert rows["Changed"][0] == "—"


@pytest.mark.parametrize(
    ("verdict", "since"), [(Verdict.MATCH, False), (Verdict.DRIFT, True), (Verdict.SETTLING, True)]
)
def test_a_verdict_says_its_reason_and_what_is_no_match_since_when(verdict: Verdict, *, since: bool) -> None:
    rolled = rollup(verdict=verdict, verdict_reason="epoch 2 behind")
    said = plain(page_of(about(executor(rolled=rolled))).markdown[0].value)
    assert f"{verdict.value}]" in said
    assert "epoch 2 behind" in said
    assert (", first seen " in said) == since


def test_text_of_the_wire_is_text_and_a_secret_in_it_is_masked() -> None:
    wanted = desired(phase=HOSTILE, params={"job_id": SECRET})
    rolled = rollup(owners=(HOSTILE, "rep-1"), verdict_reason=HOSTILE, desired=wanted)
    page = page_of(about(executor(HOSTILE, rolled)))
    assert facts(page)["Executor ID"] == HOSTILE
    assert facts(page)["Worker owners"] == f"{HOSTILE}, rep-1"
    assert compared(page)["Phase"][1] == HOSTILE
    assert "hunter2" not in page.get("html")[1].proto.body
    assert "**bold" not in page.markdown[0].value
    assert "](javascript" not in page.markdown[0].value


@pytest.mark.parametrize("job", [None, "", 0, [], {"nested": "0198"}], ids=str)
def test_a_job_of_any_type_can_be_shown(job: object) -> None:
    said = compared(page_of(about(executor(rolled=rollup(desired=desired(params={"job_id": job}))))))["Job"]
    assert said[0] == "—"
    assert said[1]
