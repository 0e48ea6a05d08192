"""The scripts that stand in the HTML of Streamlit and its components: the only ones of that kind that may run."""

import base64
import hashlib
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_PAGES: Final = {"streamlit": "static/index.html", "streamlit_autorefresh": "frontend/build/index.html"}
"""Pages by the package that has them. None is imported: a component that is imported before Streamlit runs is lost."""

_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def hashes() -> tuple[str, ...]:
    """A source for a content security policy of each script: ``'sha256-…'``."""
    return tuple(dict.fromkeys(map(_source, _scripts())))


def _scripts() -> Iterator[str]:
    for package, page in _PAGES.items():
        found = find_spec(package)
        for folder in (found and found.submodule_search_locations) or ():
            yield from _SCRIPT.findall((Path(folder) / page).read_text(encoding="utf-8"))


def _source(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
