"""The server's side of the scripts that run in a browser: what they are given, and what they tell."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest


def given(page: AppTest, key: str) -> dict[str, Any]:
    """The data that the page gives to the script of this key."""
    data: dict[str, Any] = json.loads(_mounted(page, key).json)
    return data


def source(page: AppTest, key: str) -> Any:
    """The script of this key as the browser gets it: ``js_content``, ``html_content`` and ``css_content``."""
    return _mounted(page, key)


def tells(page: AppTest, key: str, **state: object) -> AppTest:
    """The page after its script of this key has called ``setStateValue`` with these."""
    states = page._tree.get_widget_states()
    states.widgets.add(id=_mounted(page, key).id, json_value=json.dumps(state))
    return page._run(states)


def _mounted(page: AppTest, key: str) -> Any:
    [script] = [each for each in page.get("bidi_component") if each.key == key]
    return script.proto
