"""How a test of a gateway is told; ``test_overview.py`` walks real ones."""

import pytest
from streamlit.testing.v1 import AppTest

from lib.gateway.config import Gateway
from lib.gateway.errors import ServerFailed
from lib.gateway.generation import Generation
from lib.gateway.health import HealthCheck, HealthStep
from lib.ui import overview_check
from lib.ui.overview_check import STATE, Outcome, walk
from tests.fleet.records import executor, fleet
from tests.pages.reading import plain
from tests.ui.observed import GATEWAY, observation
from tests.ui.session import unopened

HOSTILE = "**bold** [x](javascript:y) <b> :red[z]"


def step(route: str, status: int | None, *, ok: bool, answer: str = "{}", took: float = 0.012) -> HealthStep:
    return HealthStep(route=route, status=status, ok=ok, answer=answer, took=took)


def check(*steps: HealthStep, generation: Generation = Generation.UNKNOWN) -> HealthCheck:
    answered = next((each.route for each in steps if each.ok), None)
    error = None if answered else ServerFailed(503)
    return HealthCheck(steps, answered, 0.012, generation=generation, error=error)


def too_slow(_gateway: Gateway) -> HealthCheck:
    raise TimeoutError


def test_a_walk_keeps_what_the_test_found_or_that_it_was_given_up() -> None:
    found = check(step("/", 200, ok=True))
    assert walk(GATEWAY, lambda _gateway: found).check is found
    assert walk(GATEWAY, lambda _gateway: found).passed
    assert walk(GATEWAY, too_slow).check is None
    assert not walk(GATEWAY, too_slow).passed
    assert not walk(GATEWAY, lambda _gateway: check(step("/", 503, ok=False))).passed


def drawn(outcome: Outcome, gateway: Gateway = GATEWAY) -> AppTest:
    seen = observation(fleet(executor()), gateway=gateway)

    def draw() -> None:
        # Only a button that was pressed needs a dashboard.
        overview_check.draw(None, seen.snapshot, 0, pressed=False)  # type: ignore[arg-type]

    page = unopened(draw)
    page.session_state[STATE] = {gateway.id: outcome}
    page.run()
    assert not page.exception
    return page


def said_of(found: HealthCheck) -> AppTest:
    return drawn(walk(GATEWAY, lambda _gateway: found))


def lines(page: AppTest) -> list[str]:
    return plain(page.markdown[1].value).splitlines()


def test_a_missing_route_is_skipped_and_the_one_that_answered_is_named() -> None:
    page = said_of(check(step("/health", 404, ok=False, answer="Not Found"), step("/", 200, ok=True)))
    assert plain(page.markdown[0].value).startswith(":green-badge[:material/check_circle: Reachable] **/** answered.")
    first, why, second, answer = lines(page)
    assert "no such route] **/health** · HTTP 404 · 12\u202fms" in first
    assert "says nothing about its health" in why
    assert "answered] **/** · HTTP 200 · 12\u202fms" in second
    assert answer.strip() == "{}"


def test_a_failing_step_ends_the_test_and_is_counted() -> None:
    page = said_of(check(step("/health", 404, ok=False), step("/", None, ok=False, answer="no answer", took=12.34)))
    assert "Failed] Step 2 of the health check failed." in page.markdown[0].value
    assert "failed] **/** · no HTTP status · 12.3\u202fs" in lines(page)[2]


@pytest.mark.parametrize("generation", Generation)
def test_every_generation_has_its_words(generation: Generation) -> None:
    [caption] = said_of(check(step("/", 200, ok=True), generation=generation)).caption
    assert caption.value.startswith("Generation: ")
    assert len(caption.value) > len("Generation: ")


def test_what_a_gateway_answered_is_text() -> None:
    steps = said_of(check(step(f"/{HOSTILE}", 200, ok=True, answer=HOSTILE))).markdown[1].value
    assert "[x](" not in steps
    assert "<b>" not in steps
    assert ":red[" not in steps


def test_an_outcome_of_another_entry_under_the_same_id_is_not_shown() -> None:
    outcome = walk(GATEWAY, too_slow)
    assert drawn(outcome).markdown
    assert not drawn(outcome, GATEWAY.model_copy(update={"url": "http://elsewhere.example"})).markdown
