"""The lives of simulated executors, as the dashboard would have seen them, in stretches that differ."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple

from lib.demo.faces import Face, afflicted, faces, well
from lib.demo.node import Node
from lib.demo.story import Story
from lib.demo.world import Executor, World
from lib.fleet.model import Verdict
from lib.fleet.track import EpochRun
from lib.history.changed import NO_STATUS
from lib.history.samples import Change

__all__ = ["MINUTE", "REDEPLOYED_EVERY", "Life", "Stretch", "changes", "deployed", "lives"]

MINUTE: Final = timedelta(minutes=1)
REDEPLOYED_EVERY: Final = timedelta(days=41)
"""Somewhat longer than the oldest deployment of the demo."""


class Stretch(NamedTuple):
    """How an executor is seen from ``begin`` on, until the next stretch; None while it does not exist."""

    begin: datetime
    face: Face | None


class Life(NamedTuple):
    """An executor with the stretches of its life, the first of which begins with the span."""

    executor: Executor
    stretches: tuple[Stretch, ...]
    function: str


def lives(world: World, story: Story) -> Iterator[Life]:
    """The executors as they were while all was well, with their plights, up to how they are now."""
    span, before = story.span, well(world)
    healthy, now = faces(before, span.end), faces(world, span.end)
    for executor in before.executors:
        key, usual = (world.id, executor.name), healthy[executor.name]
        added, widened = story.added.get(key, span.begin), story.widened.get(key)
        stretches = [Stretch(added, usual if widened is None else usual.without_a_node())]
        if widened is not None:
            stretches.append(Stretch(widened, usual))
        for episode in story.episodes_of(*key):
            if episode.span.begin > max(each.begin for each in stretches):
                struck = afflicted(before, executor.name, episode.plight, span.end)
                back = stretches[-1].face
                stretches += [Stretch(episode.span.begin, struck), Stretch(episode.span.end, back)]
        since = _troubled_since(world, executor.name)
        if since is not None and stretches[-1].begin < since < span.end:
            stretches.append(Stretch(since, now[executor.name]))
        first = [] if added == span.begin else [Stretch(span.begin, None)]
        yield Life(executor, (*first, *stretches), usual.function)


def _troubled_since(world: World, name: str) -> datetime | None:
    """Since when something is the matter with one of its nodes; None where nothing is."""
    pairs = zip(_nodes(world, name), _nodes(well(world), name), strict=True)
    return max((node.since for node, fine in pairs if node.trait is not fine.trait), default=None)


def _nodes(world: World, name: str) -> tuple[Node, ...]:
    return next(each.nodes for each in world.executors if each.name == name)


def changes(gateway: str, life: Life, story: Story) -> Iterator[Change]:
    """The changes of an executor that somebody could see."""
    told = [*_changes_of_face(gateway, life), *_changes_of_epoch(gateway, life, story)]
    yield from (change for change in told if not _is_hidden(gateway, story, change.at))


def _changes_of_face(gateway: str, life: Life) -> Iterator[Change]:
    for before, after in zip(life.stretches, life.stretches[1:], strict=False):
        told = partial(Change, after.begin, gateway, life.executor.name)
        was, now = before.face, after.face
        if now is None:
            continue
        if was is None or was.status is not now.status:
            yield told("status", NO_STATUS if was is None else was.status, now.status, now.status_reason)
        if was is not None and was.verdict is not now.verdict and Verdict.SETTLING not in (was.verdict, now.verdict):
            yield told("verdict", was.verdict, now.verdict, now.verdict_reason)


def _changes_of_epoch(gateway: str, life: Life, story: Story) -> Iterator[Change]:
    """Its node was deployed anew, and its epochs begin again."""
    last = deployed(life, story.span.begin)
    began = next(each.begin for each in life.stretches if each.face is not None)
    while last > began:
        fell = EpochRun(last, last, REDEPLOYED_EVERY // MINUTE, 1)
        yield Change(
            fell.begin,
            gateway,
            life.executor.name,
            "epoch",
            str(fell.before),
            str(fell.after),
            fell.reason,
        )
        last -= REDEPLOYED_EVERY


def deployed(life: Life, otherwise: datetime) -> datetime:
    """When the oldest node that it has now was deployed."""
    return min((node.deployed for node in life.executor.nodes), default=otherwise)


def _is_hidden(gateway: str, story: Story, at: datetime) -> bool:
    """Whether nobody could see the gateway then."""
    return any(
        outage.gateway in (None, gateway) and outage.span.begin <= at < outage.span.end for outage in story.outages
    )
