"""What a gateway and its workers publish of an executor's configuration, by topic (page section Configuration).

It is what a desired state carries as ``params`` and a status as ``details`` (contract 9.6). Only the names of the
settings tell what they are about: the wire gives them no form. Secrets are masked before anything else is done.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from lib.fleet.key_words import words
from lib.fleet.masking import Setting, settings
from lib.fleet.model import Node
from lib.fleet.words import plural


class Topic(StrEnum):
    """What a setting is about, in the order and the words of the page."""

    RESOURCES = "Resource limits"
    FLAGS = "Feature flags"
    ENVIRONMENT = "Environment"
    TIMEOUTS = "Timeouts"
    DISPATCH = "Dispatch"
    OTHER = "Other"


class Source(StrEnum):
    """Who publishes a setting."""

    DESIRED = "desired"
    """The gateway, with the desired state of a node."""
    STATUS = "status"
    """The worker, with its status."""


class Row(Struct, frozen=True, gc=False):
    """A setting with one value, and the addresses of the nodes that have it.

    ``value`` is masked text. Nodes with another value have a row of their own; two secrets look the same, so one row
    of a masked value does not say that they are. ``of`` is the number of all nodes of the executor.
    """

    topic: Topic
    setting: str
    value: str
    source: Source
    nodes: tuple[str, ...]
    of: int

    @property
    def where(self) -> str:
        """``all 4 nodes``, or the addresses of some."""
        everywhere = len(self.nodes) == self.of > 1
        return f"all {plural(self.of, 'node')}" if everywhere else ", ".join(self.nodes)


_DISPATCH: Final = frozenset(
    {"job_id", "misses", "missing_since", "status_degraded_since", "status_degraded_reason"}  # contract 4.3
)
_TOPICS: Final = (
    (Topic.TIMEOUTS, frozenset({"timeout", "timeouts"})),
    (
        Topic.RESOURCES,
        frozenset({"resource", "resources", "limits", "cpu", "cpus", "memory", "mem", "ram", "gpu", "gpus"}),
    ),
    (Topic.FLAGS, frozenset({"flag", "flags", "feature", "features"})),
    (Topic.ENVIRONMENT, frozenset({"env", "envs", "environment", "variables"})),
)
_REQUESTS: Final = "requests"
"""Resources where it holds others, as in Kubernetes; a number of its own where it does not."""

_NEAR_THE_TOP: Final = 3
"""Names of a path that are looked at, from the top: further down they are about something in particular."""

_STEPS: Final = re.compile(r"[^.\[\]]+")
_PAIR: Final = re.compile(r"(?P<pair>(?P<list>.*)\[\d+\])\.(?P<part>name|value)")


def configuration(nodes: Sequence[Node]) -> tuple[Row, ...]:
    """The settings of an executor's nodes by topic and name; equal values are one row, different ones a row each."""
    found: dict[tuple[str, Source, str], dict[str, None]] = {}
    for node in nodes:
        for source, carried in ((Source.DESIRED, node.desired and node.desired.params), (Source.STATUS, node.details)):
            for setting in _named(settings(carried) if carried else ()):
                found.setdefault((setting.path, source, setting.value), {})[node.address] = None
    rows = [
        Row(_topic(name, source), name, value, source, tuple(addresses), len(nodes))
        for (name, source, value), addresses in found.items()
    ]
    return tuple(sorted(rows, key=_order))


def _order(row: Row) -> tuple[Any, ...]:
    return list(Topic).index(row.topic), row.setting.casefold(), row.setting, row.source, row.nodes


def _named(found: Iterable[Setting]) -> Iterator[Setting]:
    """The settings; a list of pairs such as ``{"name": "DEBUG", "value": 1}`` reads as ``DEBUG`` with its value."""
    listed = list(found)
    pairs = {match["pair"]: match["list"] for setting in listed if (match := _PAIR.fullmatch(setting.path))}
    by_path = {setting.path: setting.value for setting in listed}
    whole = {pair for pair in pairs if f"{pair}.name" in by_path and f"{pair}.value" in by_path}
    for setting in listed:
        match = _PAIR.fullmatch(setting.path)
        if match is None or match["pair"] not in whole:
            yield Setting(setting.path or "details", setting.value)
        elif match["part"] == "value":
            yield Setting(f"{match['list']}.{by_path[match['pair'] + '.name']}".removeprefix("."), setting.value)


def _topic(name: str, source: Source) -> Topic:
    steps = _STEPS.findall(name)
    if source is Source.DESIRED and steps[:1] and steps[0] in _DISPATCH:
        return Topic.DISPATCH
    for number, step in enumerate(steps[:_NEAR_THE_TOP], 1):
        said = set(words(step))
        if step == _REQUESTS and number < len(steps):
            return Topic.RESOURCES
        for topic, about in _TOPICS:
            if not said.isdisjoint(about):
                return topic
    return Topic.OTHER
