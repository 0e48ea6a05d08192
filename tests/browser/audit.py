"""What a page must not have, found in the page itself: each function returns what it found, in words."""

from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as StillThere

_GRAVE: Final = ("serious", "critical")
_OPTIONS: Final = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
_AXE: Final = Axe()
_SETTLED: Final = 5_000
"""Milliseconds after which what is seen stays."""
_FAINT_TEXTS: Final = Path(__file__).with_name("faint_texts.js").read_text(encoding="utf-8")
_UNREACHABLE: Final = Path(__file__).with_name("unreachable.js").read_text(encoding="utf-8")


def violations(page: Page, within: str) -> list[str]:
    """Serious and critical violations that axe-core finds in the element of a selector."""
    response: dict[str, Any] = _AXE.run(page, within, _OPTIONS).response
    return [
        f"{found['id']} ({found['impact']}): {node['html'][:200]}"
        for found in response["violations"]
        if found["impact"] in _GRAVE
        for node in found["nodes"]
    ]


def faint_texts(page: Page, within: str) -> list[str]:
    """Texts with a contrast of less than 4.5 : 1 to their ground; axe-core passes over SVG and some of Streamlit's.

    Only those that stay so: a chart takes the colours of another theme a moment after its page.
    """
    with suppress(StillThere):
        page.wait_for_function(f"(within) => ({_FAINT_TEXTS})(within).length === 0", arg=within, timeout=_SETTLED)
    found: list[str] = page.evaluate(_FAINT_TEXTS, within)
    return found


def unreachable(page: Page, within: str) -> list[str]:
    """Controls that something covers, that are beside the window, or that are too small for a thumb."""
    found: list[str] = page.evaluate(_UNREACHABLE, within)
    return found
