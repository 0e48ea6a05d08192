"""Copies of the view's address, of the executor as JSON, and of the health check as a command line."""

import json
import shlex
from typing import Any

import streamlit as st

from lib.gateway.config import Gateway, token_variable
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.ui import parts
from lib.ui.browser import script
from lib.ui.flyout.subject import Subject

_KEY = "share"
_WANTED = "json_wanted"

_share = script("share", "button")


def draw(subject: Subject) -> None:
    """Draw the buttons; the JSON is made only when somebody wants it."""
    wanted = st.session_state.pop(_WANTED, None) == subject.name
    data: dict[str, Any] = {
        "command": health_command(subject.observation.snapshot.gateway, _route(subject)),
        "json": json.dumps(subject.json(), indent=2, ensure_ascii=False) if wanted else None,
    }
    _share(key=_KEY, data=data, on_json_change=lambda: parts.changing(parts.PANEL, _want)(subject.name))


def health_command(gateway: Gateway, route: str) -> str:
    """The health check for a shell; the token is a variable of the shell's environment, never the token itself."""
    header = f'-H "Authorization: Bearer ${token_variable(gateway.id)}" ' if gateway.token else ""
    return f"curl {header}{shlex.quote(gateway.url + route)}"


def _route(subject: Subject) -> str:
    """The route that answered last, else the configured one."""
    snapshot = subject.observation.snapshot
    check = snapshot.reading(Kind.HEALTH).value
    answered = check.route if isinstance(check, HealthCheck) else None
    return answered or snapshot.gateway.health_path


def _want(name: str) -> None:
    st.session_state[_WANTED] = name
