"""What if: nodes more or fewer, other nodes, more load, a gateway lost; the result beside today, all in the address."""

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from lib.fleet.tables import frame
from lib.fleet.words import plural
from lib.planning.pools import Pool
from lib.planning.tables import BESIDE
from lib.planning.what_if import (
    MOST_LOAD,
    MOST_NODES,
    Change,
    ChangeError,
    Each,
    Load,
    Lost,
    Nodes,
    applied,
    beside,
    parse,
    written,
)
from lib.ui import address, parts
from lib.ui.capacity import chart, table, worked_out
from lib.ui.capacity.charts import beside as beside_chart
from lib.ui.capacity.table import Shown, Sort, Table
from lib.ui.capacity.view import View
from lib.ui.inert import inert
from lib.ui.legible import Labels

_SORT, _TARGET, _NUMBER, _FACTOR = "change_sort", "change_target", "change_number", "change_factor"

RESULT: Final = Table(
    "what_if",
    "After the changes, beside today",
    (
        Shown("function", "Type", "Executor type; none can rescue another.", 130),
        Shown("headroom_then", "Headroom then", "Whether the headroom is kept after the changes.", 128, Sort.CHIP),
        Shown("headroom_today", "Headroom today", "Whether it is kept today.", 128, Sort.CHIP),
        Shown("one_lost_then", "N−1 then", "The worst of all losses after the changes.", 128, Sort.CHIP),
        Shown("one_lost_today", "N−1 today", "The worst of all losses today.", 128, Sort.CHIP),
        Shown("slots_today", "Slots today", "All slots today.", 86, Sort.SLOTS),
        Shown("slots_then", "Slots then", "All slots after the changes.", 86, Sort.SLOTS),
        Shown("p95_today", "p95 today", "The window's p95 in percent of all slots.", 86, Sort.PERCENT),
        Shown("p95_then", "p95 then", "The same after the changes.", 86, Sort.PERCENT),
        Shown("peak_today", "Peak today", "The window's peak in percent of all slots.", 86, Sort.PERCENT),
        Shown("peak_then", "Peak then", "The same after the changes.", 86, Sort.PERCENT),
    ),
)


def draw(view: View) -> None:
    """Draw the changes of the address, the means to make more, and what they lead to."""
    types = worked_out.types(view.answers, view.rows())
    if not types:
        st.info("No executor type is known in this window.", icon=":material/history:")
        return
    changes = changes_asked()
    _editor(view, types, changes)
    _listed(changes)
    outcome = applied(types, changes)
    for note in outcome.notes:
        st.warning(inert(note), icon=":material/info:")
    rows = beside(types, outcome.pools, view.target)
    if shown := beside_chart.drawable(rows):
        chart.draw("what_if", beside_chart.ALT, lambda: beside_chart.figure(shown))
    st.caption(
        "The peak of the window in percent of an executor type's slots: ring today, dot after the changes. A node more "
        "brings total ÷ nodes rounded down, a node fewer takes it rounded up. The address holds all of it."
    )
    made = frame(BESIDE, rows)
    table.headed(RESULT, lambda: view.offer_past(RESULT, made))
    table.draw(RESULT, made)


def said(change: Change) -> str:
    """A change as people say it."""
    match change:
        case Nodes(gateway, executor, by):
            return f"{'−' if by < 0 else '+'}{plural(abs(by), 'node')} of {executor} on {gateway}"
        case Each(gateway, executor, slots):
            return f"{plural(slots, 'slot')} a node of {executor} on {gateway}"
        case Load(factor, function):
            return f"load × {factor:g} of {function or 'everything'}"
        case Lost(gateway):
            return f"{gateway} lost"


def add(changes: Sequence[Change], change: Change) -> None:
    """Put one more change into the address; for a widget's callback."""
    _put([*changes, change])


def changes_asked() -> tuple[Change, ...]:
    """The changes that the address names; what can't be read is said and left out."""
    try:
        return parse(address.one(address.WHAT_IF) or "")
    except ChangeError as error:
        st.error(inert(str(error)), title="The changes in the address can't be read", icon=":material/edit_off:")
        return ()


def _put(changes: Sequence[Change]) -> None:
    address.put(address.WHAT_IF, written(changes) or None)
    parts.expect([parts.PLANNING])


def _listed(changes: Sequence[Change]) -> None:
    """Draw each change with a button that takes it away.

    A click that comes while the page is being redrawn may be told twice. So the keys of buttons say how many changes
    there are: a click that is told again is one on a button of before, and leads to the same changes.
    """
    if not changes:
        st.caption("Nothing is changed yet: below is today twice.")
        return
    with st.container(key="what_if_changes", gap="xsmall"):
        for number, change in enumerate(changes):
            rest = [*changes[:number], *changes[number + 1 :]]
            st.button(
                inert(said(change)),
                key=f"change_{number}_of_{len(changes)}",
                icon=":material/close:",
                type="tertiary",
                help="Take this change away.",
                on_click=_put,
                args=(rest,),
            )
        st.button("Take all away", key="no_changes", type="tertiary", on_click=_put, args=([],))


def _editor(view: View, types: Sequence[Pool], changes: Sequence[Change]) -> None:
    executors = {
        f"{member.executor} on {member.place}": (member.gateways[0], member.executor)
        for pool in types
        for member in pool.members
    }
    functions: dict[str, str | None] = {"everything": None, **{pool.function: pool.function for pool in types}}
    gateways = [gateway.id for gateway in view.gateways]
    with st.container(horizontal=True, vertical_alignment="bottom", key="what_if_editor"):
        sort = st.selectbox("Change", list(_SORTS), key=_SORT, width=170)
        targets = {"nodes": list(executors), "slots": list(executors), "load": list(functions), "lost": gateways}
        what = _SORTS[sort]
        target = st.selectbox(
            "Of", targets[what], format_func=Labels(targets[what]).of, key=f"{_TARGET}_{what}", width=360
        )
        change = _NEW[what](target, executors, functions)
        st.button(
            "Add",
            key=f"add_change_{len(changes)}",
            icon=":material/add:",
            disabled=change is None,
            on_click=_add,
            args=(changes, change),
        )


def _add(changes: Sequence[Change], change: Change | None) -> None:
    if change is not None:
        add(changes, change)


_Executors = dict[str, tuple[str, str]]
_Functions = dict[str, str | None]


def _nodes(target: str, executors: _Executors, _functions: _Functions) -> Change | None:
    by = st.number_input("Nodes", -MOST_NODES, MOST_NODES, 1, key=f"{_NUMBER}_nodes", width=120)
    return Nodes(*executors[target], int(by)) if by else None


def _each(target: str, executors: _Executors, _functions: _Functions) -> Change | None:
    slots = st.number_input("Slots a node", 1, MOST_NODES, 4, key=f"{_NUMBER}_slots", width=120)
    return Each(*executors[target], int(slots))


def _load(target: str, _executors: _Executors, functions: _Functions) -> Change | None:
    factor = st.number_input("Factor", 0.0, MOST_LOAD, 1.3, step=0.1, key=_FACTOR, width=120)
    return Load(float(factor), functions[target])


def _lost(target: str, _executors: _Executors, _functions: _Functions) -> Change | None:
    return Lost(target)


_SORTS: Final = {"Nodes ±": "nodes", "Slots a node": "slots", "Load ×": "load", "Gateway lost": "lost"}
_NEW: Final[dict[str, Callable[[str, _Executors, _Functions], Change | None]]] = {
    "nodes": _nodes,
    "slots": _each,
    "load": _load,
    "lost": _lost,
}
