"""What all tests share: the browser that drives the running app, and the order that keeps it away from event loops."""

import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import settings
from playwright.sync_api import Playwright
from streamlit.components.v2 import manifest_scanner

from bench.browser import FLAGS, ON_PATH

_FLAGS: Final = (
    *FLAGS,
    "--process-per-site",  # a page that follows another one in a browser finds Streamlit's scripts compiled
)


settings.register_profile("any_machine", deadline=None)  # no test holds a time
settings.load_profile("any_machine")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def _installed_packages_are_searched_once() -> Iterator[None]:
    """Each AppTest searches all installed packages for components anew, which takes ten times as long as its test."""
    with pytest.MonkeyPatch.context() as patch:
        once = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address for all tests. The fixture of pytest-base-url, which this replaces, warns under pytest 9."""


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Path:
    """The Chromium to drive: the one that $CHROMIUM names, else one on PATH, else Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named)
    found = Path(next(filter(None, map(shutil.which, ON_PATH)), None) or playwright.chromium.executable_path)
    if not found.exists():
        pytest.skip(f"no Chromium: $CHROMIUM is not set, none is on PATH, and Playwright's is not at {found}")
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: Path) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium, "args": list(_FLAGS)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last: Playwright keeps an event loop running, beside which no other can be started."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
