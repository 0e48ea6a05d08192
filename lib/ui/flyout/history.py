"""What this process has seen of an executor: a strip of its status with honest gaps, and its changes with times."""

import html
from collections.abc import Sequence
from datetime import datetime, timedelta

import streamlit as st

from lib.fleet.history import Change, StatusChange, changes
from lib.fleet.model import Status
from lib.fleet.strip import Segment, strip
from lib.fleet.track import EpochRun
from lib.fleet.words import count, duration
from lib.ui import look
from lib.ui.clock import now, time_of_day, zone
from lib.ui.flyout.facts import beside
from lib.ui.flyout.subject import Subject
from lib.ui.legible import legible

_WINDOWS = {"1 h": timedelta(hours=1), "6 h": timedelta(hours=6), "24 h": timedelta(hours=24)}
_WINDOW = "flyout_window"
_SHOWN = 40
_UNLISTED = "not listed"
_NOT_CHANGES = (
    "As far as this dashboard has seen since it was started. Busy and idle are no changes, nor is the cycle of a job: "
    "dispatched, taken up, matched. Epochs count dispatches."
)


def draw(subject: Subject) -> None:
    """Draw the strip of a window that ends now, then what changed, newest first."""
    window = (
        st.segmented_control(
            "Window",
            list(_WINDOWS),
            default="1 h",
            required=True,
            key=_WINDOW,
        )
        or "1 h"
    )
    history, at = subject.observation.history, now()
    segments = strip(history, subject.name, at - _WINDOWS[window], at)
    st.html(_strip(segments))
    seen = changes(history, subject.name)
    if seen:
        beside(("Time", "Change", "Why"), [_row(change) for change in seen[:_SHOWN]])
    else:
        st.caption("No change has been seen.")
    if len(seen) > _SHOWN:
        st.caption(f"The latest {_SHOWN} of {count(len(seen))} changes.")
    st.caption(_NOT_CHANGES)


def _row(change: Change) -> tuple[str, str, str]:
    if isinstance(change, EpochRun):
        span = f"{_time(change.begin)} to {_time(change.end)}"
        return span, f"epoch {change.before} → {change.after}", change.reason
    words = _status_words if isinstance(change, StatusChange) else str
    return _time(change.at), f"{words(change.before)} → {words(change.after)}", change.reason


def _status_words(status: object) -> str:
    return look.status_chip(status) if isinstance(status, Status) else _UNLISTED


def _time(moment: datetime) -> str:
    return time_of_day(moment, zone())


def _strip(segments: Sequence[Segment]) -> str:
    """The strip as HTML: colour and hatching, and all of it in words for whoever can't see either."""
    parts = "".join(
        f'<i class="{_look(each)}" style="flex-grow:{_seconds(each)}" title="{_text(_words(each))}">{_sign(each)}</i>'
        for each in segments
    )
    legend = "".join(f'<li><i class="{name}"></i>{_text(said)}</li>' for name, said in _legend(segments).items())
    ends = f"<span>{_time(segments[0].begin)}</span><span>now</span>"
    said = _text("; ".join(map(_words, segments)))
    return (
        f'<div class="strip" role="img" aria-label="{said}">{parts}</div>'
        f'<div class="strip-ends">{ends}</div><ul class="strip-legend">{legend}</ul>'
    )


def _look(segment: Segment) -> str:
    return "gap" if segment.status is None else segment.status.value.lower()


def _sign(segment: Segment) -> str:
    """The sign of its status, which the style sheet shows where it fits."""
    return "" if segment.status is None else f"<b>{look.STATUS[segment.status].sign}</b>"


def _legend(segments: Sequence[Segment]) -> dict[str, str]:
    """What each look stands for; gaps with every cause that is among them."""
    said = {_look(each): look.status_chip(each.status) for each in segments if each.status is not None}
    causes = dict.fromkeys(each.gap.value for each in segments if each.gap is not None)
    return {**said, "gap": "; ".join(causes)} if causes else said


def _words(segment: Segment) -> str:
    what = segment.reason if segment.status is None else f"{segment.status.value} (at first: {segment.reason})"
    return f"{_time(segment.begin)} to {_time(segment.end)}, {duration(_seconds(segment))}: {what}"


def _seconds(segment: Segment) -> float:
    return (segment.end - segment.begin).total_seconds()


def _text(text: str) -> str:
    return html.escape(legible(text))
