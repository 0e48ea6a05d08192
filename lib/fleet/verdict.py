"""Actual beside desired: match, settling, drift or unknown (contract 9.5, page section Reconciliation)."""

from collections.abc import Sequence
from typing import NamedTuple

from lib.fleet.model import Node, Verdict
from lib.fleet.words import duration

WORST_FIRST = (Verdict.DRIFT, Verdict.SETTLING, Verdict.UNKNOWN, Verdict.MATCH)


class Judgement(NamedTuple):
    """A verdict and its reason in words."""

    verdict: Verdict
    reason: str


NEVER_DISPATCHED = Judgement(Verdict.UNKNOWN, "no desired state: nothing was dispatched to it")
DESIRED_NOT_KNOWN = Judgement(Verdict.UNKNOWN, "the gateway has not answered with its desired states")
STATUS_NOT_KNOWN = Judgement(Verdict.UNKNOWN, "the gateway has not answered with its status")


def judge_node(
    desired_epoch: int | None, desired_age: float | None, status_epoch: int | None, settling: float
) -> Judgement:
    """Compare the epochs of a node that has a desired state.

    ``desired_epoch`` is None for an empty desired document and ``status_epoch`` for a status document whose epoch
    is not known; a node without a status document is judged by ``judge_unclaimed``. ``desired_age`` and
    ``settling`` are in seconds.
    """
    if desired_epoch is None:
        return Judgement(Verdict.UNKNOWN, "the desired document arrives empty")
    if status_epoch is None:
        return Judgement(Verdict.UNKNOWN, "the status document arrives empty")
    if status_epoch == desired_epoch:
        return Judgement(Verdict.MATCH, matching(desired_epoch, desired_epoch))
    if desired_age is None:
        return Judgement(Verdict.UNKNOWN, "epochs differ, but since when can't be read")
    distance = desired_epoch - status_epoch
    apart = f"epoch {distance} behind" if distance > 0 else f"epoch {-distance} ahead of desired"
    return Judgement(Verdict.SETTLING if desired_age <= settling else Verdict.DRIFT, apart)


def judge_unclaimed(desired_age: float | None, settling: float) -> Judgement:
    """A desired state that no worker has answered with a status document."""
    if desired_age is None:
        return Judgement(Verdict.UNKNOWN, "not claimed, since when can't be read")
    if desired_age <= settling:
        return Judgement(Verdict.SETTLING, "dispatched, not claimed yet")
    return Judgement(Verdict.DRIFT, f"not claimed for {duration(desired_age)}")


def combine(nodes: Sequence[Node]) -> Judgement:
    """The worst verdict among the nodes that have a desired state, and how many share it."""
    judged = [node for node in nodes if node.desired is not None]
    if not judged:
        return NEVER_DISPATCHED
    worst = min((node.verdict for node in judged), key=WORST_FIRST.index)
    sharing = [node for node in judged if node.verdict is worst]
    reason = sharing[0].verdict_reason
    if worst is Verdict.MATCH:
        epochs = [node.epoch for node in sharing if node.epoch]
        reason = matching(min(epochs), max(epochs))
    if len(sharing) < len(nodes):
        reason = f"{len(sharing)} of {len(nodes)} nodes: {reason}"
    return Judgement(worst, reason)


def matching(lowest: int, highest: int) -> str:
    """The epochs that actual and desired agree on."""
    return f"epoch {lowest}" if lowest == highest else f"epochs {lowest}–{highest}"
