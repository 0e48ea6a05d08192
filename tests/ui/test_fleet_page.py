from collections.abc import Callable
from datetime import datetime

import pytest

from lib.fleet.model import Executor, Fleet, Status, Verdict
from lib.process import Dashboard
from lib.ui import parts, pulse
from lib.ui.fleet_page import FleetPage, changed
from lib.ui.opened import open_executor
from tests.fleet.documents import NAME, NOW
from tests.fleet.pasts import at
from tests.fleet.records import counts, executor, fleet, rollup, slots, totals
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_down, be_idle
from tests.ui.observed import observation, page_of
from tests.ui.session import Visit

EVERY = 60.0
"""Seconds between two drawings of the desired states, as by default; ``NOW`` is the beginning of such a minute."""

Make = Callable[..., Dashboard]


def of(*executors: Executor, seconds: float = 0, **told: object) -> Fleet:
    return fleet(*(executors or (executor(),)), **{"observed_at": at(seconds), **told})


def differing(before: Fleet, after: Fleet, taken: tuple[datetime, datetime] = (NOW, NOW)) -> set[str]:
    return set(changed(observation(before, taken_at=taken[0]), observation(after, taken_at=taken[1]), EVERY))


def test_the_same_fleet_a_moment_later_looks_the_same() -> None:
    known = of()
    assert differing(known, known, (NOW, at(5))) == set()


def test_another_reading_that_says_the_same_brings_new_heartbeats_and_nothing_else() -> None:
    assert differing(of(), of(seconds=10)) == {parts.EXECUTORS}


@pytest.mark.parametrize(
    ("after", "keys"),
    [
        (of(counts=counts(fresh_nodes=0)), {parts.METRICS}),
        (of(last_counts=counts(nodes=2)), {parts.METRICS}),
        (of(notices=("2 live documents arrived empty",)), {parts.METRICS}),
        (of(frozen_since=at(-300)), {parts.METRICS}),
        (of(executor(rolled=rollup(node_count=0))), {parts.METRICS}),
        (of(capacity=totals(used=2)), {parts.CAPACITY}),
        (of(capacity_stale=True), {parts.CAPACITY}),
        (of(slots=(slots(flags=("used exceeds total",)),)), {parts.CAPACITY}),
        (of(unmatched_slots=frozenset({"gone"})), {parts.CAPACITY}),
        (of(executor(rolled=rollup(verdict=Verdict.SETTLING))), {parts.DESIRED}),
        (of(executor(rolled=rollup(verdict=Verdict.DRIFT))), {parts.DESIRED, parts.HINTS}),
        (of(seconds=59.9), set()),
        (of(seconds=60), {parts.DESIRED}),
        (of(executor(rolled=rollup(status=Status.UNKNOWN))), {parts.METRICS}),
        (of(executor(), executor("another")), {parts.METRICS, parts.DESIRED}),
    ],
    ids=[
        "fewer healthy nodes",
        "what was last known",
        "a notice",
        "all heartbeats stopped",
        "an executor without nodes",
        "slots used",
        "slots too old to go by",
        "a flag of slots",
        "slots of an executor that is gone",
        "a verdict",
        "a drift, which has steps",
        "the end of a minute of desired states",
        "the next minute of desired states",
        "a status that is not known",
        "an executor more",
    ],
)
def test_parts_are_drawn_anew_that_look_different(after: Fleet, keys: set[str]) -> None:
    assert differing(of(), after) - {parts.EXECUTORS} == keys


def test_steps_that_help_appear_when_an_executor_has_been_starting_for_long() -> None:
    stuck = of(executor(rolled=rollup(status=Status.STARTING), status_since=NOW))
    assert parts.HINTS in differing(stuck, stuck, (at(1), at(3_600)))


def test_a_fleet_of_nothing_looks_different_from_one_and_equal_to_itself() -> None:
    nothing = of(counts=counts(executors=0, nodes=0, addresses=0, ready=0, fresh_nodes=0), capacity=None)
    assert differing(fleet(), nothing) >= {parts.METRICS, parts.CAPACITY}
    assert differing(nothing, nothing) == set()


@pytest.fixture
def fleet_page(dashboard: Make, server: ScriptedServer) -> FleetPage:
    """The page of a gateway that lists one executor."""
    be_idle(server, [NAME])
    return page_of(dashboard())


def listed(fleet_page: FleetPage) -> list[str]:
    """The executors that a part of the page shows."""
    return [each.name for each in fleet_page.observation().fleet.executors]


def test_a_run_of_the_page_shows_the_latest_and_its_parts_the_same_until_it_is_renewed(
    fleet_page: FleetPage, server: ScriptedServer
) -> None:
    visit = Visit()
    visit.call(fleet_page.begin)
    be_idle(server, [NAME, "another"])
    fleet_page.dashboard.refresh(fleet_page.gateway)
    assert visit.call(listed, fleet_page) == [NAME]
    assert set(visit.call(fleet_page.renew)) >= {parts.METRICS, parts.EXECUTORS}
    assert visit.call(listed, fleet_page) == ["another", NAME]


def test_a_page_on_which_a_person_reads_is_held_until_that_person_asks_for_more(
    fleet_page: FleetPage, server: ScriptedServer
) -> None:
    visit = Visit()
    visit.call(fleet_page.begin)
    assert visit.call(fleet_page.read) is None
    visit.call(open_executor, NAME)
    assert visit.call(fleet_page.read) == "the panel is open"
    be_idle(server, [NAME, "another"])
    fleet_page.dashboard.refresh(fleet_page.gateway)
    visit.call(fleet_page.begin)
    assert visit.call(listed, fleet_page) == [NAME]
    visit.call(pulse.catch_up)
    visit.call(fleet_page.begin)
    assert visit.call(listed, fleet_page) == ["another", NAME]


def test_an_address_that_names_an_unknown_executor_is_not_read_about(fleet_page: FleetPage) -> None:
    assert Visit(executor="never heard of").call(fleet_page.read) is None


def test_the_page_tells_when_what_it_shows_was_looked_at(fleet_page: FleetPage) -> None:
    visit = Visit()
    seen = visit.call(fleet_page.begin)
    fleet_page.dashboard.refresh(fleet_page.gateway)
    assert visit.call(fleet_page.shown_at) == seen.snapshot.taken_at


def test_nothing_is_waited_for_unless_everything_is_being_read_anew(fleet_page: FleetPage) -> None:
    assert Visit().call(fleet_page.busy) is None


def test_the_health_line_is_of_what_is_shown_and_not_of_now(fleet_page: FleetPage, server: ScriptedServer) -> None:
    visit = Visit()
    visit.call(fleet_page.begin)
    be_down(server)
    fleet_page.dashboard.refresh(fleet_page.gateway)
    visit.call(fleet_page.draw_head)
    assert not visit.page.error
    visit.call(fleet_page.renew)
    visit.call(fleet_page.draw_head)
    assert len(visit.page.error) == 1
