"""Identity, status and since when, owners, heartbeat, and desired beside actual (contract 9.5, 9.6)."""

from collections.abc import Iterator
from datetime import datetime

import streamlit as st

from lib.fleet import masking
from lib.fleet.model import Executor, Status, Verdict
from lib.fleet.words import NOT_KNOWN, ago, count
from lib.ui import look
from lib.ui.clock import absolute, now, relative, zone
from lib.ui.executors_columns import epochs
from lib.ui.flyout.facts import beside, facts
from lib.ui.flyout.subject import Subject
from lib.ui.inert import inert
from lib.ui.legible import spelled

_CREATED = "gateways do not send when an executor was first deployed"


def draw(subject: Subject) -> None:
    """Draw the facts, then actual and desired state side by side with the verdict."""
    executor = subject.executor
    facts(tuple(_facts(subject, now())))
    hue = look.VERDICT[executor.rollup.verdict].hue
    said = inert(f"{executor.rollup.verdict_reason}{_since(executor, now())}")
    st.markdown(f"**Actual and desired** :{hue}-badge[{look.verdict_chip(executor.rollup.verdict)}] {said}")
    beside(("", "Actual", "Desired"), tuple(_compared(executor, now())))


def _facts(subject: Subject, at: datetime) -> Iterator[tuple[str, str]]:
    executor, rollup = subject.executor, subject.executor.rollup
    yield "Executor ID", executor.name
    if (written := spelled(executor.name)) != executor.name:
        yield "ID, spelled out", written
    yield "Status since", f"{_moment(executor.status_since, at)}, as far as this dashboard has seen"
    yield "Activity", rollup.activity.value or NOT_KNOWN
    yield "Nodes", _nodes(executor)
    yield "Worker owners", ", ".join(rollup.owners) or f"{NOT_KNOWN} (no worker has claimed a job yet)"
    yield "Created", _created(subject)
    yield "Heartbeat", _heartbeats(executor, at)


def _nodes(executor: Executor) -> str:
    nodes = executor.rollup.node_count
    if nodes is None:
        return f"{NOT_KNOWN} (the gateway has not answered with its executors)"
    if executor.rollup.status is Status.UNKNOWN:
        return f"{count(nodes)} registered; how many of them accept work is not known"
    return f"{count(executor.rollup.accepting)} of {count(nodes)} accept work"


def _created(subject: Subject) -> str:
    seen = [node.first_seen_at for node in subject.nodes() if node.first_seen_at]
    since = f"seen by the gateway since {absolute(min(seen), zone())}; " if seen else ""
    return f"{NOT_KNOWN} ({since}{_CREATED})"


def _heartbeats(executor: Executor, at: datetime) -> str:
    newest, oldest = executor.rollup.heartbeat_at, executor.rollup.oldest_heartbeat_at
    if newest is None:
        return f"{NOT_KNOWN} (never reported)"
    said = _moment(newest, at)
    return said if oldest == newest else f"{said}; the oldest of its nodes {relative(oldest, at)}"


def _since(executor: Executor, at: datetime) -> str:
    if executor.rollup.verdict is Verdict.MATCH:
        return ""
    return f", first seen {ago((at - executor.verdict_since).total_seconds())}"


def _compared(executor: Executor, at: datetime) -> Iterator[tuple[str, str, str]]:
    rollup, wanted = executor.rollup, executor.rollup.desired
    yield "Phase", rollup.status.value, (wanted and wanted.phase) or NOT_KNOWN
    yield "Epoch", epochs(rollup.epochs), epochs(rollup.desired_epochs)
    yield "Job", NOT_KNOWN, masking.masked(str((wanted and wanted.params.get("job_id")) or NOT_KNOWN))
    yield "Changed", _moment(rollup.updated_at, at), _moment(wanted.updated_at if wanted else None, at)


def _moment(moment: datetime | None, at: datetime) -> str:
    return NOT_KNOWN if moment is None else f"{absolute(moment, zone())} ({relative(moment, at)})"
