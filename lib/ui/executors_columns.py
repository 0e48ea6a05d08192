"""The columns of the executors table, each declared once: label, help, width and what its cells say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from lib.fleet.model import Executor, NodeHealth, Status, Verdict
from lib.fleet.words import NOT_KNOWN, count
from lib.ui import listed, look, percent_bars
from lib.ui.clock import absolute, relative, zone
from lib.ui.opened import open_executor

_WARN = "⚠"
_CLICK = "executor_click"
RELATIVE, ABSOLUTE = "relative", "absolute"


@dataclass(frozen=True, slots=True)
class Moment:
    """How cells say times: seen from ``now``, as ages, or in the viewer's zone.

    Thousands of executors share a few dozen times, so each is put into words once.
    """

    now: datetime
    relative: bool
    warn_after: float
    _said: dict[datetime, str] = field(default_factory=dict)
    _zone: ZoneInfo = field(default_factory=zone)

    def text(self, moment: datetime | None, *, approximate: bool = False) -> str:
        """``12 s ago`` or the time of day; "~" before a time that is the gateway's and not the worker's."""
        if moment is None:
            return NOT_KNOWN
        said = self._said.get(moment)
        if said is None:
            said = self._said[moment] = self._words(moment)
        return f"~ {said}" if approximate else said

    def _words(self, moment: datetime) -> str:
        return relative(moment, self.now) if self.relative else absolute(moment, self._zone)


Cell = Callable[[Executor, Moment], Any]
Config = Callable[[str, str], ColumnConfig | ButtonColumnResult]


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """One column of the page; ``key`` is its name in links and, where it can be sorted, its order."""

    key: str
    label: str
    help: str
    config: Config
    cell: Cell
    shown_at_first: bool = True


def _text(width: int, *, right: bool = False) -> Config:
    return lambda label, said: st.column_config.TextColumn(
        label, help=said, width=width, alignment="right" if right else "left"
    )


def _name(width: int) -> Config:
    """A cell that opens the flyout; the click carries its label, so that it is right after any reordering."""
    return lambda label, said: st.column_config.ButtonColumn(
        label, help=said, width=width, pinned=True, alignment="left", type="tertiary", on_click=_open, key=_CLICK
    )


def _open() -> None:
    open_executor(listed.named(st.session_state[_CLICK]["label"]))


def _chips(width: int, options: list[str], hues: list[str]) -> Callable[[str, str], ColumnConfig]:
    return lambda label, said: st.column_config.MultiselectColumn(
        label, help=said, width=width, options=options, color=hues
    )


def _list(width: int) -> Config:
    return lambda label, said: st.column_config.ListColumn(label, help=said, width=width)


STATUS_CHIPS = _chips(
    112, [look.status_chip(status) for status in Status], [look.STATUS[status].hue for status in Status]
)
VERDICT_CHIPS = _chips(
    94, [look.verdict_chip(verdict) for verdict in Verdict], [look.VERDICT[verdict].hue for verdict in Verdict]
)
HEALTH_CHIPS = _chips(
    112, [look.health_chip(health) for health in NodeHealth], [look.HEALTH[health].hue for health in NodeHealth]
)


def _nodes(executor: Executor, _moment: Moment) -> str:
    rollup = executor.rollup
    if rollup.node_count is None:
        return NOT_KNOWN
    return f"{rollup.accepting} of {count(rollup.node_count)}" if rollup.degraded else count(rollup.node_count)


def _heartbeat(executor: Executor, moment: Moment) -> str:
    newest, oldest = executor.rollup.heartbeat_at, executor.rollup.oldest_heartbeat_at
    if newest is None or oldest is None:
        return NOT_KNOWN
    said = moment.text(newest, approximate=executor.rollup.hollow > 0)
    late = (moment.now - oldest).total_seconds()
    if late <= moment.warn_after:
        return said
    return f"{_WARN} {said}" if oldest == newest else f"{_WARN} {said}, oldest {moment.text(oldest)}"


def _epoch(executor: Executor, _moment: Moment) -> str:
    return epochs(executor.rollup.epochs)


def epochs(range_: tuple[int, int] | None) -> str:
    """``42``, or ``40–42`` where nodes differ; "—" for none."""
    if range_ is None:
        return NOT_KNOWN
    return str(range_[0]) if range_[0] == range_[1] else f"{range_[0]}–{range_[1]}"


def _reason(executor: Executor, _moment: Moment) -> str:
    was = executor.rollup.was
    return f"was {was}: {executor.rollup.reason}" if was else executor.rollup.reason


COLUMNS = (
    ViewColumn(
        "name",
        "Name",
        "Executor name, its only id. Click it for details.",
        _name(262),
        lambda e, _m: e.name,
    ),
    ViewColumn(
        "status",
        "Status",
        "SERVING while at least one node accepts work, be it busy or idle. Reason: see the column Reason.",
        STATUS_CHIPS,
        lambda e, _m: [look.status_chip(e.rollup.status)],
    ),
    ViewColumn(
        "activity",
        "Activity",
        "busy: a node runs a job. idle, ready: all serving nodes wait for one.",
        _text(80),
        lambda e, _m: e.rollup.activity.value or NOT_KNOWN,
    ),
    ViewColumn(
        "nodes", "Nodes", "Registered nodes; “2 of 3” where not all accept work.", _text(60, right=True), _nodes
    ),
    ViewColumn(
        "heartbeat",
        "Heartbeat",
        "Newest heartbeat of its nodes; ⚠ where the oldest is late, — where none was ever sent, "
        "~ where the time is the gateway's clock.",
        _text(96),
        _heartbeat,
    ),
    ViewColumn(
        "slots",
        "Slots used",
        "Used slots in percent of the executor's slots; more than 100 % is over-committed.",
        lambda label, said: percent_bars.column(label, 104, said),
        lambda e, _m: percent_bars.cell(e.slots.utilization) if e.slots else None,
    ),
    ViewColumn(
        "verdict",
        "Verdict",
        "Actual beside desired epoch: match, settling (younger than the limit), drift, unknown.",
        VERDICT_CHIPS,
        lambda e, _m: [look.verdict_chip(e.rollup.verdict)],
    ),
    ViewColumn(
        "epoch",
        "Epoch",
        "Counts job dispatches, not configuration changes; a range where nodes differ. — where it is not known.",
        _text(98, right=True),
        _epoch,
    ),
    ViewColumn(
        "updated",
        "Last Updated",
        "Last status change of a node: it moves with every job, not with a configuration change.",
        _text(108),
        lambda e, m: m.text(e.rollup.updated_at),
    ),
    ViewColumn(
        "owner",
        "Owner",
        "The workers that own it; the gateway knows no user or team.",
        _text(190),
        lambda e, _m: ", ".join(e.rollup.owners) or NOT_KNOWN,
    ),
    ViewColumn(
        "endpoints",
        "Endpoints",
        "Endpoints of the executor, without the framework's own. Open a cell to see all.",
        _list(220),
        lambda e, _m: list(e.endpoints),
    ),
    ViewColumn(
        "function",
        "Function",
        "Function, as the name says.",
        _text(100),
        lambda e, _m: e.function or NOT_KNOWN,
        shown_at_first=False,
    ),
    ViewColumn(
        "region",
        "Region",
        "Region, as the name says.",
        _text(100),
        lambda e, _m: e.region or NOT_KNOWN,
        shown_at_first=False,
    ),
    ViewColumn("reason", "Reason", "Why it has its status.", _text(320), _reason),
)

BY_KEY = {column.key: column for column in COLUMNS}
