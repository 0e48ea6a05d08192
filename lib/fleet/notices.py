"""Sentences about a fleet as a whole that its readers must know before they trust its numbers."""

from collections.abc import Iterator, Sequence

from lib.fleet.evidence import Evidence
from lib.fleet.masking import masked
from lib.fleet.model import Executor
from lib.fleet.parts import Parts
from lib.fleet.rules import Rules
from lib.fleet.times import Moments
from lib.fleet.words import plural

_SHOWN = 40
"""Characters of a text that is no time."""


def notices(
    parts: Parts, evidence: Evidence, moments: Moments, executors: Sequence[Executor], rules: Rules
) -> tuple[str, ...]:
    """What is odd about the answers: parts that could not be read, hollow documents, clocks that differ.

    ``moments`` are the times that the judgement of the executors has read.
    """
    return tuple(_found(parts, evidence, moments, executors, rules))


def _found(
    parts: Parts, evidence: Evidence, moments: Moments, executors: Sequence[Executor], rules: Rules
) -> Iterator[str]:
    answers = (parts.deployments, parts.status, parts.capacity, parts.readiness)
    unreadable = sum(answer.unreadable for answer in answers if answer is not None)
    if unreadable:
        yield f"{plural(unreadable, 'value')} in the gateway's answers had a wrong type and is shown as not known."
    if moments.unreadable:
        example = masked(min(moments.unreadable))[:_SHOWN]
        yield f"Some times in the gateway's answers, such as “{example}”, cannot be read and are shown as not known."
    if evidence.unplaced:
        entries = "1 entry" if evidence.unplaced == 1 else f"{evidence.unplaced} entries"
        yield f"{entries} named no usable address or executor and could not be placed."
    hollow = sum(executor.rollup.hollow for executor in executors)
    if hollow:
        yield (
            f"{plural(hollow, 'live document')} arrived empty (known gateway defect): status, owner, "
            "epoch and last update of those nodes are not known; their heartbeats are the gateway's own clock."
        )
    skewed = sum(executor.rollup.skewed for executor in executors)
    if skewed:
        yield (
            f"{plural(skewed, 'node')} sent heartbeats more than {rules.skew:g} s in the future: "
            "the clocks of workers and dashboard differ, so heartbeat ages are not exact."
        )
