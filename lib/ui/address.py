"""What the address bar holds: the names of its parameters, and how widgets keep in step with them.

A parameter's name is also the key of its widget. The address leads: a widget shows what the address says, and a
change of the widget goes into the address before the page runs again. Streamlit's own binding would write the labels
of options, which carry counts here, into links.
"""

from collections.abc import Collection, Sequence
from typing import TypeVar

import streamlit as st

from lib.ui import in_flight

GATEWAY = "gateway"
TEXT = "q"
STATUS = "status"
VERDICT = "verdict"
FUNCTION = "function"
REGION = "region"
COLUMNS = "columns"
SORT = "sort"
TIMES = "times"
DESIRED = "desired_verdict"
EXECUTOR = "executor"
SECTION = "section"
SCOPE = "scope"
WINDOW = "window"
BEGIN = "from"
END = "to"
ZONE = "zone"
FORECAST = "forecast"
WHAT_IF = "what_if"
KIND = "kind"

_LONGEST_TEXT = 200

Value = TypeVar("Value", str, list[str])


def one(name: str) -> str | None:
    """The value of a parameter; None where it is absent or empty."""
    in_flight.restore()
    return st.query_params.get(name) or None


def many(name: str, allowed: Collection[str], default: Sequence[str] = ()) -> list[str]:
    """The values of a repeated parameter that are allowed, in their order; ``default`` where it is absent."""
    in_flight.restore()
    if name not in st.query_params:
        return list(default)
    return [value for value in dict.fromkeys(st.query_params.get_all(name)) if value in allowed]


def put(name: str, value: str | None) -> None:
    """Set a parameter, or take it out of the address."""
    in_flight.put(name, (value,) if value else ())


def follow_text(name: str) -> str:
    """Let the text field of a parameter show what the address says; returns that for its default."""
    return _shown(name, (one(name) or "")[:_LONGEST_TEXT])


def follow_many(name: str, allowed: Collection[str], default: Sequence[str] = ()) -> list[str]:
    """Let the selection of a parameter show what the address says; returns that for its default."""
    return _shown(name, many(name, allowed, default))


def follow_choice(name: str, allowed: Sequence[str]) -> str:
    """Let a choice show what the address says, the first one where it says nothing that is allowed.

    Returns that for the default of the choice.
    """
    asked = one(name)
    return _shown(name, asked if asked is not None and asked in allowed else allowed[0])


def _shown(name: str, wanted: Value) -> Value:
    """Set the widget's value, where it is another one: an equal one would overwrite what somebody is typing.

    It must be the default as well. A widget that the browser makes anew, for the body of another gateway, begins with
    its default, and tells it as if a person had chosen it.
    """
    if st.session_state.get(name) != wanted:
        st.session_state[name] = wanted
    return wanted


def keep_one(name: str, default: str = "") -> None:
    """Write a widget's value into the address; for ``on_change``."""
    value = st.session_state[name]
    put(name, None if value == default else value)


def keep_many(name: str, default: Sequence[str] = ()) -> None:
    """Write a widget's selection into the address; for ``on_change``."""
    chosen = list(st.session_state[name])
    in_flight.put(name, () if chosen == list(default) else chosen or ("",))
