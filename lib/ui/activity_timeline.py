"""The time line: filters that live in the address, the table, and its export."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from lib.alerts.timeline import TIMELINE, Kind, TimelineFilter, filtered
from lib.fleet.tables import frame
from lib.fleet.words import count
from lib.ui import address, cells, count_pills, parts
from lib.ui.clock import absolute, zone
from lib.ui.exports import ALL_GATEWAYS, offer_past
from lib.ui.frame import DEPLOYMENTS
from lib.ui.inert import inert
from lib.ui.legible import Labels

ROWS: Final = 1_000
"""Entries that the page shows; an export has all."""

_ROW: Final = 35
_ROWS_SEEN: Final = 16
_KINDS: Final = [kind.value for kind in Kind]


def draw(line: pd.DataFrame, gateways: Sequence[str], spans: Sequence[str], trouble: str | None) -> None:
    """Draw filters and entries, newest first."""
    there = sorted({*gateways, *line["gateway"]})
    wanted = _asked(there)
    of_every_kind = filtered(line, replace(wanted, kinds=frozenset()))
    chosen = filtered(of_every_kind, wanted)
    with st.container(key="timeline"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header("Time line", anchor=False, width="stretch")
            offer_past(ALL_GATEWAYS, "activity", partial(_exported, chosen))
        if trouble is not None:
            st.warning(f"What was kept can't be shown: {inert(trouble)}", icon=":material/history_off:")
        _controls(of_every_kind, there, spans)
        if chosen.empty:
            st.info("Nothing of this kind has been seen in this time.", icon=":material/inbox:")
        else:
            _table(chosen.head(ROWS))
            if len(chosen) > ROWS:
                st.caption(f"The latest {count(ROWS)} of {count(len(chosen))}; an export has all of them.")


def _asked(gateways: Sequence[str]) -> TimelineFilter:
    return TimelineFilter(
        address.one(address.TEXT) or "",
        frozenset(address.many(address.KIND, _KINDS)),
        frozenset(address.many(address.GATEWAY, gateways)),
    )


def _controls(of_every_kind: pd.DataFrame, gateways: Sequence[str], spans: Sequence[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="timeline_filters"):
        st.text_input(
            "Filter",
            address.follow_text(address.TEXT),
            key=address.TEXT,
            placeholder="Executor, change, reason",
            label_visibility="collapsed",
            type="search",
            width=240,
            on_change=parts.changing(parts.TIMELINE, address.keep_one),
            args=(address.TEXT,),
        )
        counts = {kind: int((of_every_kind["kind"] == kind).sum()) for kind in _KINDS}
        count_pills.draw(parts.TIMELINE, "Kind", address.KIND, _KINDS, counts, "collapsed")
        st.multiselect(
            "Gateways",
            gateways,
            address.follow_many(address.GATEWAY, gateways),
            format_func=Labels(gateways).of,
            key=address.GATEWAY,
            placeholder="All gateways",
            label_visibility="collapsed",
            width=260,
            on_change=parts.changing(parts.TIMELINE, address.keep_many),
            args=(address.GATEWAY,),
        )
        st.segmented_control(
            "Window",
            spans,
            default=address.follow_choice(address.WINDOW, spans),
            required=True,
            key=address.WINDOW,
            label_visibility="collapsed",
            on_change=parts.changing(parts.TIMELINE, address.keep_one),
            args=(address.WINDOW, spans[0]),
        )


def _table(entries: pd.DataFrame) -> None:
    where = zone()
    config = st.column_config
    st.dataframe(
        cells.readable(
            pd.DataFrame(
                {
                    "at": [absolute(each, where) for each in entries["at"].dt.to_pydatetime()],
                    "kind": entries["kind"],
                    "gateway": entries["gateway"],
                    "executor": entries["executor"],
                    "what": entries["what"],
                    "why": entries["why"],
                    "link": [link(*each) for each in zip(entries["gateway"], entries["executor"], strict=True)],
                }
            )
        ),
        hide_index=True,
        height=_ROW * (min(len(entries), _ROWS_SEEN) + 1) + 3,
        row_height=_ROW,
        column_config={
            "at": config.TextColumn("Time", width=150, pinned=True, help="When it was first seen, in your time zone."),
            "kind": config.TextColumn("Kind", width=70),
            "gateway": config.TextColumn("Gateway", width=130),
            "executor": config.TextColumn("Executor", width=260),
            "what": config.TextColumn("What", width=230),
            "why": config.TextColumn("Why", width=320),
            "link": config.LinkColumn("Open", width=70, display_text="Open"),
        },
        key="timeline_table",
        placeholder="—",
        alt="What has happened on all gateways",
    )


def link(gateway: str, executor: str) -> str:
    """The address of the executor's panel, or of the gateway's page."""
    query = {address.GATEWAY: gateway, **({address.EXECUTOR: executor} if executor else {})}
    return f"{DEPLOYMENTS}?{urlencode(query)}"


def _exported(entries: pd.DataFrame) -> pd.DataFrame:
    return frame(TIMELINE, list(entries.itertuples(index=False)))
