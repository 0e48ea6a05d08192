"""Where alerts are sent and whether they arrive, and when each rule fires."""

from typing import Final

import pandas as pd
import streamlit as st

from lib.alerts.delivery import TargetState
from lib.alerts.rules import RULES
from lib.alerts.thresholds import Thresholds
from lib.alerts.watching import Seen
from lib.fleet.words import NOT_KNOWN, count, duration, plural
from lib.ui.clock import now, time_of_day, zone
from lib.ui.inert import inert

SIMULATED: Final = "nobody is told of simulated gateways"
NO_TARGET: Final = "`NOTIFY_URLS` names no target"
"""Why alerts are sent nowhere."""

SLOW: Final = 30.0
"""Seconds after which a try that goes on is told as one that hangs."""


def draw(seen: Seen, *, demo: bool) -> None:
    """Draw the targets, and the rules with their thresholds; ``demo`` where the gateways are simulated."""
    with st.container(key="delivery", gap="xsmall"):
        st.header("Delivery", anchor=False)
        if not seen.targets:
            st.markdown(f"Alerts are shown on this page alone, as {SIMULATED if demo else NO_TARGET}.")
        for target in seen.targets:
            st.markdown(said(target))
        with st.expander("Rules and thresholds", icon=":material/rule:"):
            st.table(_rules(seen.thresholds))


def said(target: TargetState) -> str:
    """How a target is, in one line of Markdown."""
    label = f"**{inert(target.label)}**"
    lost = f" · {plural(target.lost, 'message')} lost" if target.lost else ""
    waiting = f" · {plural(target.waiting, 'message')} waiting" if target.waiting else ""
    if target.error is not None and target.failing_since is not None:
        since = time_of_day(target.failing_since, zone())
        why = f"{inert(target.error)}, since {inert(since)}"
        return f":red-badge[:material/error: failing] {label} · {why}{waiting}{lost}"
    if target.trying_since is not None and (tried := (now() - target.trying_since).total_seconds()) > SLOW:
        return f":orange-badge[:material/hourglass_top: hangs] {label} · no answer for {duration(tried)}{waiting}{lost}"
    if target.delivered_at is None:
        return f":gray-badge[:material/schedule: not used yet] {label}{waiting}{lost}"
    delivered = inert(time_of_day(target.delivered_at, zone()))
    return f":green-badge[:material/check_circle: delivers] {label} · latest at {delivered}{waiting}{lost}"


def _rules(thresholds: Thresholds) -> pd.DataFrame:
    limits = {rule: thresholds.of(rule) for rule in RULES}
    return pd.DataFrame(
        {
            "Rule": [rule.name for rule in RULES],
            "Measures": [rule.measures for rule in RULES],
            "Fires": [rule.condition(one) if one.on else "switched off" for rule, one in limits.items()],
            "Resolves": [_resolves(one.clear, one.clear_hold) for one in limits.values()],
        }
    ).set_index("Rule")


def _resolves(clear: float | None, hold: float) -> str:
    level = "" if clear is None else f"at {count(round(clear))} "
    return f"{level}for {duration(hold)}" if hold else level.strip() or NOT_KNOWN
