"""Advice: what to buy, and what can go, in nodes of an executor, with the arithmetic."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from lib.fleet.tables import frame
from lib.fleet.words import percent, plural
from lib.planning.advice import Advice, Move, advise
from lib.planning.tables import ADVICE
from lib.planning.what_if import Nodes, written
from lib.ui import address, parts
from lib.ui.capacity import table, worked_out
from lib.ui.capacity.table import Shown, Sort, Table
from lib.ui.capacity.view import View
from lib.ui.inert import inert

_TOLD: Final = 10

TABLE: Final = Table(
    "advice",
    "All executors, what to add first",
    (
        Shown("executor", "Executor", "Name of the executor.", 270),
        Shown("gateway", "Gateway", "Gateways that share one etcd are one row.", 110),
        Shown("advice", "Advice", "In nodes of this executor; never across types.", 110, Sort.CHIP),
        Shown("nodes", "Nodes ±", "Nodes more or fewer.", 76, Sort.WHOLE),
        Shown("nodes_today", "Nodes today", "Registered nodes.", 92, Sort.WHOLE),
        Shown("p95_today", "p95 today", "The window's p95 in percent of the slots.", 86, Sort.PERCENT),
        Shown("p95_then", "p95 then", "The same after it.", 86, Sort.PERCENT),
        Shown("peak_today", "Peak today", "The highest sample in percent of the slots.", 86, Sort.PERCENT),
        Shown("peak_then", "Peak then", "The same after it.", 86, Sort.PERCENT),
        Shown("function", "Type", "Executor type.", 110),
        Shown("why", "Why", "The advice with its arithmetic, or why there is none.", 700),
    ),
)


def draw(view: View) -> None:
    """Draw what is advised in sentences, and the table of all executors."""
    asked = view.answers
    types = worked_out.types(asked, view.rows())
    if not types:
        st.info("No executor type is known in this window.", icon=":material/history:")
        return
    found = advise(types, view.target, asked.window)
    for move, title, none in (
        (Move.ADD, "To add", f"Nothing to add: {percent(view.target)} headroom is kept wherever that can be told."),
        (Move.REMOVE, "Can go", "Nothing can safely go."),
    ):
        st.subheader(title, anchor=False)
        _sentences([each for each in found if each.move is move], none)
    if unsure := sum(each.move is Move.NONE for each in found):
        st.caption(f":material/question_mark: No advice for {plural(unsure, 'executor')}: the table says why.")
    moves = [Nodes(each.gateways[0], each.executor, each.nodes) for each in found if each.nodes]
    if moves:
        st.button(
            "Show all of it in What if", key="try_advice", icon=":material/science:", on_click=_try, args=(moves,)
        )
    made = frame(ADVICE, found)
    table.headed(TABLE, lambda: view.offer_past(TABLE, made))
    table.draw(TABLE, made, [each.gateways[0] for each in found])


def _sentences(found: Sequence[Advice], none: str) -> None:
    if not found:
        st.caption(none)
        return
    st.markdown("\n".join(f"- {inert(each.sentence)}" for each in found[:_TOLD]))
    if len(found) > _TOLD:
        st.caption(f"{plural(len(found) - _TOLD, 'more executor')}: see the table.")


def _try(moves: Sequence[Nodes]) -> None:
    address.put(address.WHAT_IF, written(moves))
    address.put(address.SECTION, "What if")
    parts.expect([parts.PLANNING])
