"""The past is told with the numbers that the tables of the Capacity page have."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import isnan
from typing import Any

import httpx
import pytest

from lib import process
from lib.api.faults import Code
from lib.fleet.tables import frame
from lib.gateway.config import Gateway
from lib.history.questions import Scope, Window
from lib.planning import now as present
from lib.planning.advice import advise
from lib.planning.load import load_by_function, total_load
from lib.planning.pools import pools
from lib.planning.tables import ADVICE
from lib.process import HISTORY_OFF
from tests.api.asked import SEES, asking
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_captured
from tests.pages.kept import BUSY, GAP, GATEWAY, TOTAL, keep


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A dashboard with twenty days of a past that has a gap of some hours."""
    folder = tmp_path_factory.mktemp("past")
    keep(folder / "history.duckdb")
    with ScriptedServer() as server:
        be_captured(server)
        with asking(folder, {GATEWAY: server}, history="on") as client:
            yield client


def told(client: httpx.Client, question: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1/capacity/{question}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def window_of(answer: Any) -> Window:
    return Window(*(datetime.fromisoformat(answer["window"][end]) for end in ("begin", "end")))


def whole_history(client: httpx.Client, **query: Any) -> tuple[Any, list[Any]]:
    """The last page, and the steps of all."""
    steps: list[Any] = []
    while True:
        answer = told(client, "history", **query)
        steps += answer["steps"]
        if answer["nextCursor"] is None:
            return answer, steps
        query["cursor"] = answer["nextCursor"]


def gateways() -> tuple[Gateway, ...]:
    configuration, _ = process.current().configuration()
    assert configuration is not None
    return configuration.gateways


def known(number: float) -> float | None:
    return None if isnan(number) else number


@pytest.mark.parametrize(
    ("scope", "of"),
    [
        ("all", Scope((GATEWAY,))),
        (f"gateway:{GATEWAY}", Scope((GATEWAY,))),
        ("function:extract", Scope((GATEWAY,), function="extract")),
        (f"executor:{BUSY}", Scope((GATEWAY,), executor=BUSY)),
    ],
)
@pytest.mark.parametrize("span", ["24h", "7d", "30d"])
def test_the_history_is_the_load_that_the_page_draws(client: httpx.Client, scope: str, of: Scope, span: str) -> None:
    answer, steps = whole_history(client, scope=scope, window=span)
    window, archive = window_of(answer), process.current().archive
    assert archive is not None
    load = total_load(archive.usage(of, window), window, archive.reached(of, window))
    assert [datetime.fromisoformat(step["at"]) for step in steps] == list(load["at"])
    for name in ("total", "used", "available", "stranded", "utilization"):
        assert [step[name] for step in steps] == list(map(known, load[name]))
    assert any(step["used"] is not None for step in steps)


def test_a_gap_is_told_as_such_and_never_as_idle(client: httpx.Client) -> None:
    answer, steps = whole_history(client, window="7d")
    (covered,) = answer["coverage"]
    longest = max(datetime.fromisoformat(gap["end"]) - datetime.fromisoformat(gap["begin"]) for gap in covered["gaps"])
    assert longest >= GAP[0] - GAP[1] - timedelta(minutes=5)
    assert covered["steps"] - covered["known"] == sum(step["used"] is None for step in steps)
    assert 0 not in {step["used"] for step in steps}


def test_the_advice_is_that_of_the_table_with_its_numbers(client: httpx.Client) -> None:
    answer = told(client, "advice", window="7d")
    dashboard, window = process.current(), window_of(answer)
    archive, scope = dashboard.archive, Scope((GATEWAY,))
    assert archive is not None
    loads = load_by_function(archive.usage(scope, window), window, archive.reached(scope, window))
    rows = present.executors(dashboard.samples_of(gateways()))
    found = advise(pools(archive.statistics(scope, window), loads, window, rows), dashboard.settings.headroom, window)
    table = frame(ADVICE, found)
    assert len(table)
    for name, key in (
        ("executor", "executorId"),
        ("advice", "advice"),
        ("nodes", "nodes"),
        ("why", "why"),
        ("p95_today", "p95Today"),
        ("p95_then", "p95Then"),
        ("peak_today", "peakToday"),
        ("peak_then", "peakThen"),
        ("slots_today", "slotsToday"),
        ("slots_then", "slotsThen"),
        ("nodes_today", "nodesToday"),
    ):
        column = [
            None if value is None else value for value in table[name].astype(object).where(table[name].notna(), None)
        ]
        assert [each[key] for each in answer["advice"]] == column
    assert answer["headroomPercent"] == dashboard.settings.headroom


def test_advice_comes_in_pages_too(client: httpx.Client) -> None:
    whole = told(client, "advice")["advice"]
    first = told(client, "advice", limit=1)
    second = told(client, "advice", limit=1, cursor=first["nextCursor"])
    assert first["advice"] + second["advice"] == whole[:2]


def test_an_answer_is_as_old_as_the_last_step_that_is_kept(client: httpx.Client) -> None:
    answer = told(client, "history")
    observed_at = datetime.fromisoformat(answer["observedAt"])
    assert observed_at <= datetime.now(UTC)
    assert answer["ageMs"] >= 0
    assert not answer["stale"]
    assert answer["madeUp"] is None
    assert answer["stepSeconds"] == 300


def test_the_same_question_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/api/v1/capacity/history", params={"window": "30d", "limit": 5})
    again = client.get(first.url, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("scope", ["", "gateway:", "node:a", "everything", "Gateway:us"])
def test_a_scope_that_is_none_is_refused(client: httpx.Client, scope: str) -> None:
    answer = client.get("/api/v1/capacity/history", params={"scope": scope})
    assert (answer.status_code, answer.json()["code"]) == (400, Code.BAD_REQUEST)


def test_who_may_not_see_the_gateway_gets_nothing_of_its_past(client: httpx.Client) -> None:
    hidden = client.get("/api/v1/capacity/history", headers={SEES: "other"}).json()
    advice = client.get("/api/v1/capacity/advice", headers={SEES: "other"}).json()
    named = client.get("/api/v1/capacity/history", params={"scope": f"gateway:{GATEWAY}"}, headers={SEES: "other"})
    assert {step["used"] for step in hidden["steps"]} == {None}
    assert (hidden["coverage"], advice["advice"], advice["silent"]) == ([], [], [])
    assert named.status_code == 404
    assert BUSY not in json.dumps([hidden, advice])
    assert TOTAL not in {step["total"] for step in hidden["steps"]}


@pytest.mark.parametrize("question", ["history", "advice"])
def test_without_a_past_it_is_said_why(tmp_path: Any, question: str) -> None:
    with asking(tmp_path, {}) as client:
        answer = client.get(f"/api/v1/capacity/{question}")
    assert (answer.status_code, answer.json()["code"]) == (503, Code.SERVICE_UNAVAILABLE)
    assert answer.json()["detail"] == HISTORY_OFF
