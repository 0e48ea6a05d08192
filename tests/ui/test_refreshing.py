import time
from collections.abc import Callable

from lib.process import Dashboard
from lib.ui import pulse, refreshing
from tests.gateway.server import PATIENCE, Reply, ScriptedServer
from tests.pages.gateways import DATA_ROUTES
from tests.ui.observed import page_of
from tests.ui.session import Visit

Make = Callable[..., Dashboard]


def wait_for(condition: Callable[[], bool]) -> None:
    """Ask again and again, as the beat does, until something holds that another thread brings about."""
    give_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up


def test_every_answer_is_asked_for_anew_and_then_there_is_no_progress_to_show(
    dashboard: Make, server: ScriptedServer
) -> None:
    page = page_of(dashboard())
    visit = Visit()
    visit.call(page.begin)
    visit.call(refreshing.begin, page.dashboard, page.gateway)
    wait_for(lambda: visit.call(page.busy) is None)
    assert [server.paths.count(route) for route in DATA_ROUTES] == [2, 2, 2]


def test_a_slow_answer_is_named_while_it_is_waited_for(dashboard: Make, server: ScriptedServer) -> None:
    page = page_of(dashboard(call_timeout=PATIENCE))
    visit = Visit()
    visit.call(page.begin)
    gate = server.gate(Reply(json={"status": "OK", "result": {"slots": []}}))
    server.on("/api/capacity", gate)
    visit.call(refreshing.begin, page.dashboard, page.gateway)
    try:
        wait_for(lambda: visit.call(page.busy) == "Refreshing: 5 of 6 answers, waiting for capacity")
        assert Visit().call(page.busy) is not None
    finally:
        gate.open()
    wait_for(lambda: visit.call(page.busy) is None)


def test_who_asks_again_joins_the_refresh_that_goes_on(dashboard: Make, server: ScriptedServer) -> None:
    page = page_of(dashboard(call_timeout=PATIENCE))
    page.dashboard.observe(page.gateway)
    gates = {route: server.gate(Reply(json={"status": "OK", "result": {}})) for route in DATA_ROUTES}
    for route, gate in gates.items():
        server.on(route, gate)
    for _ in range(2):
        Visit().call(refreshing.begin, page.dashboard, page.gateway)
    for gate in gates.values():
        gate.open()
    page.dashboard.begin_refresh(page.gateway).wait(PATIENCE)
    assert server.paths.count("/api/capacity") == 2


def test_what_was_asked_for_is_shown_even_if_the_page_is_paused(dashboard: Make) -> None:
    page = page_of(dashboard())
    first = page.dashboard.observe(page.gateway).fleet.executors[0].name
    visit = Visit(executor=first)
    visit.call(page.begin)
    assert visit.call(pulse.is_held, page)
    visit.call(refreshing.begin, page.dashboard, page.gateway)
    assert not visit.call(pulse.is_held, page)
