"""What is told to have happened to the simulated fleets before the demo began. The same seed tells the same story."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lib.demo.chance import chance, seed
from lib.demo.faces import Plight
from lib.demo.world import Executor, World
from lib.history.questions import Window

__all__ = ["Episode", "Outage", "Story", "tell"]

GROWTH = {"extract": 0.006, "embedding": 0.009, "summarize": 0.003}
"""By function, how much more is asked for each day than on the day before; others stay as they are."""

_ADDED, _WIDENED, _LEAKED = 0.5, 0.65, 0.75  # of the span
_ADDED_ON, _WIDENED_ON = "eu-west-1", "us-east-1"

_OUTAGES = (
    ("ap-south-1", 0.31, timedelta(hours=3, minutes=5)),
    (None, 0.45, timedelta(minutes=100)),
    ("us-east-1", 0.57, timedelta(minutes=12)),
    ("eu-west-1", 0.68, timedelta(minutes=40)),
    ("ap-south-1", 0.86, timedelta(minutes=25)),
)
"""Of which gateway (of none: the dashboard itself did not run), when as a share of the span, and how long."""

_EPISODES_A_DAY = 0.4
_SHORTEST, _LONGEST = timedelta(minutes=4), timedelta(minutes=75)
_PLIGHTS = (Plight.DRIFT, Plight.SILENT_NODE, Plight.SILENT)


@dataclass(frozen=True, slots=True)
class Outage:
    """A gateway that answered nothing; with None, a dashboard that did not run and asked nobody."""

    gateway: str | None
    span: Window


@dataclass(frozen=True, slots=True)
class Episode:
    """An executor in a plight for a while."""

    gateway: str
    executor: str
    plight: Plight
    span: Window


@dataclass(frozen=True, slots=True)
class Story:
    """What has happened in ``span``.

    ``added`` tells by gateway and executor since when it exists where that was not always so, ``widened`` since when
    it has its last node, ``leaked`` since when slots of it count as used that nobody holds.
    """

    span: Window
    outages: tuple[Outage, ...]
    episodes: tuple[Episode, ...]
    added: dict[tuple[str, str], datetime]
    widened: dict[tuple[str, str], datetime]
    leaked: dict[tuple[str, str], datetime]

    def episodes_of(self, gateway: str, executor: str) -> tuple[Episode, ...]:
        """Those of one executor, in the order of time."""
        return tuple(each for each in self.episodes if (each.gateway, each.executor) == (gateway, executor))


def tell(worlds: Sequence[World], span: Window, root: int) -> Story:
    """Tell the story of worlds that are well. ``root`` is the seed."""
    return Story(
        span,
        outages=tuple(_outages(worlds, span)),
        episodes=tuple(sorted(_episodes(worlds, span, root), key=lambda each: each.span.begin)),
        added={(world.id, _newcomer(world).name): _at(span, _ADDED) for world in worlds if world.id == _ADDED_ON},
        widened={(world.id, _wide(world).name): _at(span, _WIDENED) for world in worlds if world.id == _WIDENED_ON},
        leaked={
            (world.id, each.name): _at(span, _LEAKED)
            for world in worlds
            for each in world.executors
            if each.leaked_slots
        },
    )


def _at(span: Window, share: float) -> datetime:
    """An instant of the span, on a whole minute."""
    return span.begin + share * span.span // timedelta(minutes=1) * timedelta(minutes=1)


def _outages(worlds: Sequence[World], span: Window) -> Iterator[Outage]:
    for gateway, share, lasted in _OUTAGES:
        if gateway is None or gateway in {world.id for world in worlds}:
            began = _at(span, share)
            yield Outage(gateway, Window(began, began + lasted))


def _episodes(worlds: Sequence[World], span: Window, root: int) -> Iterator[Episode]:
    for world in worlds:
        candidates = [each for each in world.executors if len(each.nodes) > 1]
        day = span.begin
        while day < span.end and candidates:
            drawn = seed(str(root), world.id, day.date().isoformat())
            began = day + timedelta(days=1) * chance(drawn, 0)
            span_of = Window(began, began + _SHORTEST + (_LONGEST - _SHORTEST) * chance(drawn, 1) ** 2)
            if chance(drawn, 2) < _EPISODES_A_DAY and span_of.end < span.end:
                executor = candidates[int(len(candidates) * chance(drawn, 3))]
                yield Episode(world.id, executor.name, _PLIGHTS[int(len(_PLIGHTS) * chance(drawn, 4))], span_of)
            day += timedelta(days=1)


def _newcomer(world: World) -> Executor:
    """The executor that came half way: the last one that has nodes and does work."""
    return [each for each in world.executors if len(each.nodes) > 1][-1]


def _wide(world: World) -> Executor:
    """The executor that got another node: the first one of a growing function that has several."""
    return next(each for each in world.executors if each.function in GROWTH and len(each.nodes) > 1)
