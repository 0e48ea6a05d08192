"""Hides secrets in what workers and gateways publish, by the name of a key and by the look of a value (contract 4.3).

The page's section Configuration promises it; what is masked here never reaches a browser.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

MASK = "••••••"

_SECRET_KEY = re.compile(
    r"pass(word|wd|phrase)?|secret|token|credential|api[-_]?key|private[-_]?key|access[-_]?key|auth|bearer|cookie|dsn"
    r"|(^|[-_.])key$|(^|[-_.])pwd$|session",
    re.IGNORECASE,
)
_SECRET_VALUE = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\."
    r"|\bm[au][su]_[A-Za-z0-9]{16,}"
    r"|\b(sk|pk|ghp|gho|xox[abp]|AKIA|glpat)[-_]?[A-Za-z0-9-]{12,}"
    r"|\bBearer\s+\S{8,}",
)
_URL_PASSWORD = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)[^/\s:@]*:[^/\s@]+@", re.IGNORECASE)
_LONG_RANDOM = re.compile(r"^[A-Za-z0-9+/_=-]{40,}$")
_DEEPEST = 12
_LONGEST = 500


class Setting(NamedTuple):
    """One value of a nested structure: its path, such as ``limits.cpu`` or ``args[0]``, and its masked text."""

    path: str
    value: str


def settings(value: Any) -> list[Setting]:
    """Every leaf of a structure of JSON with its path, secrets masked."""
    return list(_leaves("", value, secret=False, depth=0))


def _leaves(path: str, value: Any, *, secret: bool, depth: int) -> Iterator[Setting]:
    if isinstance(value, Mapping) and value and depth < _DEEPEST:
        for key, inner in value.items():
            named = f"{path}.{key}" if path else str(key)
            hidden = secret or bool(_SECRET_KEY.search(str(key)))
            yield from _leaves(named, inner, secret=hidden, depth=depth + 1)
    elif isinstance(value, list) and value and depth < _DEEPEST:
        for number, inner in enumerate(value):
            yield from _leaves(f"{path}[{number}]", inner, secret=secret, depth=depth + 1)
    else:
        yield Setting(path, MASK if secret and value not in (None, "") else masked(_text(value)))


def masked(text: str) -> str:
    """A text with whatever looks like a secret in it hidden."""
    if _LONG_RANDOM.match(text) and re.search(r"\d", text) and re.search(r"[A-Za-z]", text):
        return MASK
    if _SECRET_VALUE.search(text):
        return MASK
    return _URL_PASSWORD.sub(rf"\g<scheme>{MASK}@", text)[:_LONGEST]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
