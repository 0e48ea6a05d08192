from datetime import datetime, timedelta

import pytest

from lib.demo import fleets
from lib.demo.faces import well
from lib.demo.story import Story, tell
from lib.demo.world import World
from lib.history.questions import Window


@pytest.fixture
def span(noon: datetime) -> Window:
    return Window(noon.replace(hour=0) - timedelta(days=30), noon)


@pytest.fixture
def worlds(noon: datetime) -> list[World]:
    return [well(make(noon)) for make in (fleets.us_east, fleets.eu_west, fleets.ap_south)]


@pytest.fixture
def story(worlds: list[World], span: Window) -> Story:
    return tell(worlds, span, 1)


def test_the_same_seed_tells_the_same_story_and_another_one_another(
    worlds: list[World], span: Window, story: Story
) -> None:
    assert tell(worlds, span, 1) == story
    assert tell(worlds, span, 2).episodes != story.episodes


def test_every_gateway_has_an_outage_and_the_dashboard_has_one(story: Story) -> None:
    assert {each.gateway for each in story.outages} == {None, "us-east-1", "eu-west-1", "ap-south-1"}


def test_all_that_happens_is_within_the_span(story: Story, span: Window) -> None:
    told = [each.span for each in (*story.outages, *story.episodes)]
    assert all(span.begin <= each.begin and each.end <= span.end for each in told)
    once = (*story.added.values(), *story.widened.values(), *story.leaked.values())
    assert all(span.begin < at < span.end for at in once)


def test_one_executor_is_added_one_widened_and_one_leaks(story: Story, worlds: list[World]) -> None:
    assert [len(told) for told in (story.added, story.widened, story.leaked)] == [1, 1, 1]
    nodes = {(world.id, each.name): len(each.nodes) for world in worlds for each in world.executors}
    assert all(nodes[key] > 1 for key in (*story.added, *story.widened))


def test_episodes_of_an_executor_are_in_the_order_of_time(story: Story) -> None:
    for each in story.episodes:
        mine = story.episodes_of(each.gateway, each.executor)
        assert each in mine
        assert list(mine) == sorted(mine, key=lambda one: one.span.begin)


def test_a_story_of_one_gateway_tells_of_no_other(worlds: list[World], span: Window) -> None:
    story = tell(worlds[:1], span, 1)
    assert {each.gateway for each in story.outages} == {None, "us-east-1"}
    assert {each.gateway for each in story.episodes} == {"us-east-1"}
