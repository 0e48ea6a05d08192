"""From a file to its JSON value, with an error for each way in which a file is no JSON."""

import json
import stat
from pathlib import Path
from typing import Any, Final

from lib.gateway.config.problem import ConfigurationError

MAX_BYTES: Final = 1024 * 1024
"""A larger file was not written by a person as a list of gateways."""

EXAMPLE: Final = '{"gateways": [{"id": "us-east-1", "url": "http://gw.example:8080"}]}'
"""The smallest useful file."""


class _DuplicateKey(ValueError):  # noqa: N818 - internal signal out of the JSON parser
    pass


def read_json(path: Path) -> Any:
    """Read a UTF-8 JSON file of at most `MAX_BYTES` bytes. Raises ConfigurationError."""
    text = _decoded(path, _bytes(path))
    if not text.strip():
        raise ConfigurationError(path, "the file is empty", f"Write for example {EXAMPLE}")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refused_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        problem = f"the JSON is broken at {where} ({error.msg})"
    except _DuplicateKey as error:
        problem = f"the key {error} stands twice in one object"
    except (ValueError, RecursionError):
        problem = "the JSON holds a number or a nesting that cannot be read"
    raise ConfigurationError(path, problem, "Correct the JSON")


def _bytes(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise ConfigurationError(path, "this is a directory", "Name a JSON file in GATEWAYS_FILE")
        if not stat.S_ISREG(mode):
            raise ConfigurationError(path, "this is not a regular file", "Name a JSON file in GATEWAYS_FILE")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        remedy = f"Create it, for example with {EXAMPLE}, or name another in GATEWAYS_FILE"
        raise ConfigurationError(path, "the file does not exist", remedy) from error
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror})"
        raise ConfigurationError(path, problem, "Let the dashboard's user read it") from error
    if len(content) > MAX_BYTES:
        raise ConfigurationError(path, "the file is larger than 1 MiB", "List gateways only")
    return content


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"the file is not UTF-8 text (at byte {error.start})"
    raise ConfigurationError(path, problem, "Save it as UTF-8")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, member in pairs:
        if key in value:
            raise _DuplicateKey(repr(key))
        value[key] = member
    return value


def _refused_constant(name: str) -> None:
    raise ValueError(name)
