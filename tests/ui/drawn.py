"""Parts of the page drawn alone, without a browser."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
"""Opens a page; the fixture that gives one says with what."""

_LIMIT = 30.0


def drawn(module: str, *arguments: Any) -> AppTest:
    """What ``draw`` of a module of ``lib.ui`` draws with these arguments."""
    return drawn_by(module, "draw", *arguments)


def drawn_by(module: str, function: str, *arguments: Any) -> AppTest:
    """What a function of a module of ``lib.ui`` draws with these arguments."""
    page = AppTest.from_function(_draw, default_timeout=_LIMIT, args=(module, function, arguments)).run()
    assert not page.exception
    return page


def _draw(module: str, function: str, arguments: tuple[object, ...]) -> None:
    from importlib import import_module  # noqa: PLC0415 - only the body of the function becomes the script

    getattr(import_module(f"lib.ui.{module}"), function)(*arguments)
