"""The alerts that fire, those of one rule and gateway together, with silences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Final

import streamlit as st

from lib.access.caller import ANYONE, Caller
from lib.alerts.engine import Alert
from lib.alerts.limited import may_end
from lib.alerts.rules import BY_NAME, RULES, Severity
from lib.alerts.silences import Silence, silencing
from lib.alerts.thresholds import Thresholds
from lib.alerts.watching import Alerts, Scope, Seen
from lib.fleet.words import count, plural
from lib.ui import address, by_hand, frame, parts
from lib.ui.clock import now, time_of_day, zone
from lib.ui.inert import inert
from lib.ui.legible import Labels, shortened

NOT_YOURS: Final = "This silence is about gateways that you do not see; who sees all of them can end it."

SHOWN: Final = 20
"""Executors of one rule and gateway that are listed; the time line has them all."""

LASTING: Final = {
    "1 hour": timedelta(hours=1),
    "4 hours": timedelta(hours=4),
    "1 day": timedelta(days=1),
    "1 week": timedelta(weeks=1),
}
"""How long a silence may last."""

_BADGES: Final = {
    Severity.CRITICAL: ":red-badge[:material/error: critical]",
    Severity.WARNING: ":orange-badge[:material/warning: warning]",
}
_ORDER: Final = {rule.name: place for place, rule in enumerate(RULES)}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where silences are made and ended by a ``caller``; ``changed`` has the page look again."""

    alerts: Alerts
    changed: Callable[[], object]
    caller: Caller

    @property
    def named(self) -> bool:
        """Whether it is known who the caller is, so that nobody has to say so."""
        return self.caller is not ANYONE

    def end(self, silence: Silence) -> None:
        """End a silence, where the caller may."""
        if may_end(self.caller, silence):
            self.alerts.end_silence(silence.id)
            self.changed()
        else:
            by_hand.say(NOT_YOURS if self.caller.operates else by_hand.VIEWERS_MAY_NOT)

    def silence(self, key: str, scopes: Mapping[str, Scope]) -> None:
        """Make the silence that a form asks for; one that does not say by whom and why is not made."""
        if not self.caller.operates:
            by_hand.say(by_hand.VIEWERS_MAY_NOT)
            return
        told = {field: st.session_state[_field(field, key)] for field in ("what", "lasting", "why")}
        by = self.caller.name if self.named else st.session_state[_field("by", key)].strip()
        why = told["why"].strip()
        st.session_state[_field("incomplete", key)] = not (by and why)
        if by and why:
            self.alerts.silence(scopes[told["what"]], LASTING[told["lasting"]], by, why)
            st.session_state[_field("why", key)] = ""
            self.changed()


def draw(desk: Desk, seen: Seen) -> None:
    """Draw what is wrong with the files of the alerts, the alerts, and the silences."""
    with st.container(key="alerts"):
        for trouble in seen.troubles:
            st.warning(inert(trouble), icon=":material/edit_off:")
        for group in groups(seen.state.firing):
            _group(desk, seen, group)
        if seen.state.silences:
            _silences(desk, seen.state.silences)


def groups(firing: Sequence[Alert]) -> list[list[Alert]]:
    """Those of one rule and gateway together: the gateways that can't be reached first, executors by name."""

    def place(alert: Alert) -> tuple[int, str]:
        return _ORDER[alert.rule], alert.gateway

    return [list(group) for _, group in groupby(sorted(firing, key=lambda a: (place(a), a.executor or "")), place)]


def _group(desk: Desk, seen: Seen, group: Sequence[Alert]) -> None:
    rule, gateway = BY_NAME[group[0].rule], group[0].gateway
    with st.container(border=True, gap="xsmall", key=f"alert-{rule.name}-{gateway}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            whose = gateway if group[0].executor is None else f"{plural(len(group), 'executor')} on {gateway}"
            st.markdown(f"{_BADGES[rule.severity]} **{rule.title}** · {inert(whose)}", width="stretch")
            _silence(desk, group)
        st.caption(f"Fires {inert(rule.condition(seen.thresholds.of(rule)))}.")
        for alert in group[:SHOWN]:
            _alert(alert, seen)
        if len(group) > SHOWN:
            st.caption(f"And {count(len(group) - SHOWN)} more, which the time line lists.")


def _alert(alert: Alert, seen: Seen) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        query = {address.GATEWAY: alert.gateway}
        if alert.executor is not None:
            query[address.EXECUTOR] = alert.executor
        st.page_link(
            frame.deployments(),
            label=inert(shortened(alert.executor or alert.gateway)),
            query_params=query,
            width="content",
        )
        st.markdown(inert(says(alert, seen.thresholds)))
        if silence := silencing(seen.state.silences, alert.rule, alert.subject, now()):
            until = time_of_day(silence.until, zone())
            st.markdown(f":gray-badge[:material/notifications_off: silenced until {inert(until)}]")


def says(alert: Alert, thresholds: Thresholds) -> str:
    """What is wrong, since when, and whether that is still known."""
    rule, course = BY_NAME[alert.rule], alert.course
    limit = rule.limit(thresholds.of(rule))
    said = [rule.says(course.value) + (f" (limit: {limit})" if limit else "")]
    said.append(f"since {time_of_day(course.begun, zone())}")
    if course.unknown_since is not None:
        said.append(f"not known since {time_of_day(course.unknown_since, zone())}")
    elif course.cleared is not None:
        said.append("over just now, not yet for long enough")
    return " · ".join(said)


def _silence(desk: Desk, group: Sequence[Alert]) -> None:
    """A form; its key is that of the group, so that no other alerts come to stand where somebody fills it in."""
    key = f"{group[0].rule}-{group[0].gateway}"
    scopes = _scopes(group, desk.caller)
    closed = by_hand.why_not(desk.caller)
    icon = ":material/notifications_off:"
    with (
        st.popover("Silence", icon=icon, key=f"silence-{key}", disabled=closed is not None, help=closed),
        st.form(f"silence_form_{key}", border=False),
    ):
        st.selectbox("What", list(scopes), format_func=Labels(scopes).of, key=_field("what", key))
        st.selectbox("For how long", list(LASTING), key=_field("lasting", key))
        if not desk.named:
            st.text_input("Your name", key=_field("by", key), max_chars=80)
        st.text_input("Why", key=_field("why", key), max_chars=200)
        if st.session_state.get(_field("incomplete", key)):
            st.error(f"Say {'why' if desk.named else 'who you are and why'}, for those who look at this later.")
        silence = parts.changing(parts.ALERTS, desk.silence)
        st.form_submit_button("Silence", type="primary", on_click=silence, args=(key, scopes))


def _field(name: str, key: str) -> str:
    return f"silence_{name}_{key}"


def _scopes(group: Sequence[Alert], caller: Caller) -> dict[str, Scope]:
    """What a caller may silence from here, the narrowest first; a rule everywhere only where they see everything."""
    rule, gateway = BY_NAME[group[0].rule], group[0].gateway
    scopes = {}
    for alert in group[:SHOWN]:
        if alert.executor is not None:
            scopes[f"{rule.title} of {alert.executor} on {gateway}"] = Scope(rule.name, gateway, alert.executor)
    scopes[f"{rule.title} of everything on {gateway}"] = Scope(rule.name, gateway)
    scopes[f"All alerts of {gateway}"] = Scope(None, gateway)
    if caller.gateways is None:
        scopes[f"{rule.title} everywhere"] = Scope(rule.name)
    return scopes


def _silences(desk: Desk, silences: Sequence[Silence]) -> None:
    with st.expander(f"Silences: {count(len(silences))}", icon=":material/notifications_off:", key="silences"):
        for silence in silences:
            with st.container(horizontal=True, vertical_alignment="center"):
                until = time_of_day(silence.until, zone())
                st.markdown(inert(f"{silence.scope} · until {until} · by {silence.by}: {silence.why}"), width="stretch")
                closed = by_hand.why_not(desk.caller)
                st.button(
                    "End",
                    key=f"end_silence_{silence.id}",
                    on_click=parts.changing(parts.ALERTS, desk.end),
                    args=(silence,),
                    disabled=closed is not None,
                    help=closed,
                )
