"""What the Capacity page is about: all gateways, or one, a datacenter, a function or an executor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from msgspec import structs

from lib.gateway.config import Gateway
from lib.history.questions import Scope
from lib.history.samples import NO_FUNCTION, GatewaySample

LISTED_AT_MOST: Final = 2_000
"""Executors that can be chosen from a list; more would make every visit slow, and a link can name any of them."""

_CLOSE: Final = 0.5
_SUGGESTIONS: Final = 5


class Sort(StrEnum):
    """What is in view, in the words of a link."""

    ALL = "all"
    GATEWAY = "gateway"
    DATACENTER = "datacenter"
    FUNCTION = "function"
    EXECUTOR = "executor"


@dataclass(frozen=True, slots=True)
class Place:
    """One of them by its name, or all."""

    sort: Sort = Sort.ALL
    name: str = ""

    def __str__(self) -> str:
        """How a link says it: ``all``, ``gateway:us-east-1``, ``executor:ocr_executor``."""
        return self.sort.value if self.sort is Sort.ALL else f"{self.sort.value}:{self.name}"

    @property
    def words(self) -> str:
        """How people say it."""
        return "All gateways" if self.sort is Sort.ALL else f"{self.sort.value.capitalize()} {self.name}"


EVERYWHERE: Final = Place()


def read(text: str | None) -> Place | None:
    """What a link says; all gateways where it says nothing, None where that is no place."""
    if text is None or text == Sort.ALL:
        return EVERYWHERE
    sort, colon, name = text.partition(":")
    named = colon and name and sort in set(Sort) - {Sort.ALL}
    return Place(Sort(sort), name) if named else None


def choices(gateways: Sequence[Gateway], samples: Iterable[GatewaySample]) -> list[Place]:
    """What there is to choose from now, the wide before the narrow."""
    told = [executor for sample in samples for executor in sample.executors]
    names = {
        Sort.GATEWAY: [gateway.id for gateway in gateways],
        Sort.DATACENTER: sorted({gateway.datacenter for gateway in gateways if gateway.datacenter}),
        Sort.FUNCTION: sorted({executor.function for executor in told} - {NO_FUNCTION}),
        Sort.EXECUTOR: sorted({executor.executor for executor in told})[:LISTED_AT_MOST],
    }
    return [EVERYWHERE, *(Place(sort, name) for sort, those in names.items() for name in those)]


def close_to(asked: str, among: Sequence[Place]) -> list[Place]:
    """Those whose names are close to what was asked for, the closest first."""
    place = read(asked)
    alike = [each for each in among if place is None or each.sort is place.sort]
    by_name = {each.name or str(each): each for each in reversed(alike)}
    close = get_close_matches(asked if place is None else place.name, list(by_name), n=_SUGGESTIONS, cutoff=_CLOSE)
    return [by_name[name] for name in close]


def gateways_of(place: Place, gateways: Iterable[Gateway]) -> tuple[Gateway, ...]:
    """The gateways that are in view."""
    if place.sort is Sort.GATEWAY:
        return tuple(gateway for gateway in gateways if gateway.id == place.name)
    if place.sort is Sort.DATACENTER:
        return tuple(gateway for gateway in gateways if gateway.datacenter == place.name)
    return tuple(gateways)


def scope(place: Place, gateways: Iterable[Gateway]) -> Scope:
    """The same as what the past is asked about: of configured gateways alone."""
    return Scope(
        gateways=tuple(gateway.id for gateway in gateways_of(place, gateways)),
        function=place.name if place.sort is Sort.FUNCTION else None,
        executor=place.name if place.sort is Sort.EXECUTOR else None,
    )


def within(place: Place, gateways: Iterable[Gateway], samples: Iterable[GatewaySample]) -> tuple[GatewaySample, ...]:
    """The samples of the gateways in view, with the executors in view."""
    ids = {gateway.id for gateway in gateways_of(place, gateways)}
    mine = tuple(sample for sample in samples if sample.gateway in ids)
    if place.sort not in {Sort.FUNCTION, Sort.EXECUTOR}:
        return mine
    return tuple(
        structs.replace(
            sample,
            executors=tuple(
                each
                for each in sample.executors
                if place.name == (each.function if place.sort is Sort.FUNCTION else each.executor)
            ),
        )
        for sample in mine
    )
