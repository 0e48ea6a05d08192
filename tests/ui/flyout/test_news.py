from collections.abc import Callable

import pytest

from lib.fleet.model import Executor, Status, Verdict
from lib.process import Dashboard
from lib.ui.flyout.news import draw, news
from tests.fleet.documents import NAME, moment
from tests.fleet.records import executor, rollup
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_idle, be_unused
from tests.pages.reading import plain
from tests.ui.observed import gateways_of, page_of
from tests.ui.session import opened

HOSTILE = "**bold** <b> [x](javascript:y) :red[z]"
Make = Callable[..., Dashboard]


def as_drawn() -> Executor:
    return executor(rolled=rollup(verdict=Verdict.MATCH))


@pytest.mark.parametrize(
    "latest",
    [
        executor(),
        executor(rolled=rollup(heartbeat_at=moment(0), epochs=(9, 9), reason="1 busy, 0 ready")),
        executor(rolled=rollup(node_count=7, accepting=7), endpoints=("/another",)),
    ],
    ids=["the same", "a job later", "scaled up"],
)
def test_ages_epochs_and_jobs_are_no_news(latest: Executor) -> None:
    assert news(as_drawn(), latest) is None


@pytest.mark.parametrize(
    ("latest", "said"),
    [
        (None, "The gateway does not list this executor any more."),
        (
            executor(rolled=rollup(status=Status.ERROR, reason="stale heartbeat", verdict=Verdict.DRIFT)),
            "Its status is ✕ ERROR by now: stale heartbeat",
        ),
        (
            executor(rolled=rollup(verdict=Verdict.DRIFT, verdict_reason="epoch 2 behind")),
            "Its verdict is ≠ drift by now: epoch 2 behind",
        ),
        (
            executor(rolled=rollup(status=Status.UNKNOWN, was=Status.SERVING, reason="was SERVING, 4 min ago")),
            "Its status is ? UNKNOWN by now: was SERVING, 4 min ago",
        ),
    ],
    ids=["gone", "status before verdict", "verdict", "unknown"],
)
def test_another_status_or_verdict_is_told_with_its_reason(latest: Executor | None, said: str) -> None:
    assert plain(news(as_drawn(), latest) or "") == said


@pytest.mark.parametrize(
    "told",
    [{"status": Status.ERROR, "reason": HOSTILE}, {"verdict": Verdict.DRIFT, "verdict_reason": HOSTILE}],
    ids=["status", "verdict"],
)
def test_a_reason_is_no_markdown(told: dict[str, object]) -> None:
    said = news(as_drawn(), executor(rolled=rollup(**told))) or ""
    assert "**" not in said
    assert "](javascript" not in said
    assert "<b>" not in said
    assert plain(said).endswith(HOSTILE)


def told(made: Dashboard, drawn: Executor) -> list[str]:
    page = opened(lambda: draw(page_of(made), drawn))
    return [plain(each.value) for each in page.warning]


def drawn_of(made: Dashboard) -> Executor:
    found = made.observe(*gateways_of(made)).fleet.executor(NAME)
    assert found is not None
    return found


def test_the_panel_is_told_of_what_the_gateway_says_by_now(dashboard: Make, server: ScriptedServer) -> None:
    be_idle(server, [NAME])
    made = dashboard()
    drawn = drawn_of(made)
    assert told(made, drawn) == []
    be_unused(server, [])
    made.refresh(*gateways_of(made))
    assert told(made, drawn) == ["The gateway does not list this executor any more."]
