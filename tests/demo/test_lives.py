from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from lib.demo import fleets
from lib.demo.faces import faces, well
from lib.demo.lives import Life, changes, lives
from lib.demo.story import Story, tell
from lib.demo.world import World
from lib.fleet.model import Status, Verdict
from lib.history.questions import Window


@pytest.fixture
def world(noon: datetime) -> World:
    return fleets.us_east(noon)


@pytest.fixture
def story(world: World, noon: datetime) -> Story:
    others = [fleets.eu_west(noon), fleets.ap_south(noon)]
    return tell([well(each) for each in (world, *others)], Window(noon - timedelta(days=40), noon), 1)


@pytest.fixture
def told(world: World, story: Story) -> dict[str, Life]:
    return {life.executor.name: life for life in lives(world, story)}


def test_a_life_is_told_in_the_order_of_time_from_the_beginning_of_the_span(
    told: dict[str, Life], story: Story
) -> None:
    for life in told.values():
        assert life.stretches[0].begin == story.span.begin
        assert all(before.begin < after.begin for before, after in pairwise(life.stretches))


def test_a_life_ends_as_the_gateway_is_now_where_that_began_before(
    told: dict[str, Life], world: World, noon: datetime
) -> None:
    drifted = "classify-executor-prod-us-east-1-030"
    assert told[drifted].stretches[-1].face == faces(world, noon)[drifted]
    assert told[drifted].stretches[-1].begin == noon - timedelta(minutes=12)


def test_an_executor_that_is_added_does_not_exist_before(noon: datetime, story: Story) -> None:
    ((gateway, name), added), *_ = story.added.items()
    life = next(each for each in lives(fleets.eu_west(noon), story) if each.executor.name == name)
    assert [(each.begin, each.face is None) for each in life.stretches[:2]] == [
        (story.span.begin, True),
        (added, False),
    ]
    first = next(changes(gateway, life, story))
    assert (first.at, first.sort, first.before, first.after) == (added, "status", "", Status.SERVING)


def test_an_executor_that_is_widened_has_a_node_less_before(told: dict[str, Life], story: Story) -> None:
    ((_, name), widened), *_ = story.widened.items()
    before, after = (each.face for each in told[name].stretches if each.begin in (story.span.begin, widened))
    assert before is not None
    assert after is not None
    assert (before.total, before.workers) == (after.total - after.slots, after.workers - 1)


def test_an_executor_that_goes_silent_is_two_changes_of_status(noon: datetime, story: Story) -> None:
    worlds = {world.id: world for world in (fleets.us_east(noon), fleets.eu_west(noon), fleets.ap_south(noon))}
    silent = [
        (gateway, change)
        for gateway, world in worlds.items()
        for life in lives(world, story)
        for change in changes(gateway, life, story)
        if change.sort == "status" and Status.ERROR in (change.before, change.after)
    ]
    assert silent
    assert {(change.before, change.after) for _, change in silent} <= {
        (Status.SERVING, Status.ERROR),
        (Status.ERROR, Status.SERVING),
    }


def test_no_verdict_turns_from_or_to_settling(told: dict[str, Life], story: Story) -> None:
    verdicts = [
        change for life in told.values() for change in changes("us-east-1", life, story) if change.sort == "verdict"
    ]
    assert verdicts
    assert all(Verdict.SETTLING not in (each.before, each.after) for each in verdicts)


def test_what_nobody_could_see_is_no_change(told: dict[str, Life], story: Story) -> None:
    dark = [each.span for each in story.outages if each.gateway in (None, "us-east-1")]
    for life in told.values():
        for change in changes("us-east-1", life, story):
            assert not any(span.begin <= change.at < span.end for span in dark)
