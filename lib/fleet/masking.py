"""Hides secrets in what workers and gateways publish, by the name of a key and by the look of a value (contract 4.3).

The page's section Configuration promises it; what is masked here never reaches a browser. Where a name or a value may
be meant either way, it is masked: a setting too few is less harm than a secret too many.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final, NamedTuple

MASK: Final = "••••••"
DEEPER: Final = "…"
"""Stands for what is nested too deeply to be shown."""

_NAME: Final = (
    r"(?:passw(?:or)?d|passphrase|passcode|secret|token|credential|bearer|cookie|session"
    r"|(?:api|private|access)[-_.\s]?key"
    r"|(?<!un)auth(?!or(?!i[sz]))"  # authorization, but neither author nor unauthorized
    r"|(?<![a-z])(?:pass|pwd|pw|dsn|jwt|keys?)(?![a-z])"  # words of their own: neither monkey nor keyboard
    r"|(?-i:(?<=[A-Za-z0-9])(?:Key|Keys|Pwd|Pass)(?![a-z])))"  # the same at the end of camelCase
)
_SECRET_NAME: Final = re.compile(_NAME, re.IGNORECASE)
_ASSIGNED: Final = re.compile(
    rf"(?P<name>{_NAME}[\w.-]{{0,80}}[\"']?\]?\s{{0,8}}[:=]\s{{0,8}})"
    r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\S.*)",
    re.IGNORECASE,
)
_SECRET_VALUE: Final = re.compile(
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY"
    r"|(?<![A-Za-z0-9])(?:"
    r"eyJ[\w-]{8,}\.[\w-]{8,}\."
    r"|m[au][su]_[\w-]{16,}"
    r"|(?:sk|pk|rk|gh[pousr]|github_pat|glpat|hf|npm|xox[abeprs])[-_][\w-]{12,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{12,}"
    r"|AIza[\w-]{30,}"
    r"|(?i:bearer)\s{1,8}\S{8,}"
    r")"
)
_URL_PASSWORD: Final = re.compile(
    r"(?P<scheme>(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}://)"
    r"(?:[^/\s:@]{0,200}:(?!\d{1,5}(?:[/?#]|$))\S{0,1000}|[^/\s:@]{20,1000})@",  # no port, but a password or token
    re.IGNORECASE,
)
_LONG_RANDOM: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+/_=-]{40,}")
_DEEPEST: Final = 12
_LONGEST: Final = 500
_EXAMINED: Final = 10_000
"""Characters of a text that are searched: far more than are shown, so that no secret is cut before it is known."""


class Setting(NamedTuple):
    """One value of a nested structure: its path, such as ``limits.cpu`` or ``args[0]``, and its masked text."""

    path: str
    value: str


def settings(value: Any) -> list[Setting]:
    """Every leaf of a structure of JSON with its path, secrets masked."""
    return list(_leaves("", value, secret=False, depth=0))


def masked(text: str) -> str:
    """A text with whatever looks like a secret in it hidden; at most its first 500 characters."""
    examined = text[:_EXAMINED]
    if _LONG_RANDOM.fullmatch(examined) or _SECRET_VALUE.search(examined):
        return MASK
    if "=" in examined or ":" in examined:  # most texts have neither, and a structure may have 100,000 of them
        examined = _URL_PASSWORD.sub(rf"\g<scheme>{MASK}@", examined)
        examined = _ASSIGNED.sub(rf"\g<name>{MASK}", examined)
    return examined[:_LONGEST]


def _leaves(path: str, value: Any, *, secret: bool, depth: int) -> Iterator[Setting]:
    if not isinstance(value, Mapping | list) or not value:
        yield Setting(path, MASK if secret and value not in (None, "") else masked(_text(value)))
    elif depth >= _DEEPEST:
        yield Setting(path, MASK if secret else DEEPER)
    else:
        for step, inner, hidden in _of_mapping(value) if isinstance(value, Mapping) else _of_list(value):
            inner_path = (path + step).removeprefix(".")
            yield from _leaves(inner_path, inner, secret=secret or hidden, depth=depth + 1)


def _of_mapping(value: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    """Step, value, and whether it is a secret: by its key, or as ``{"name": "DB_PASSWORD", "value": …}`` says it."""
    names = (value.get(key) for key in ("name", "key"))
    holds_secret = any(isinstance(name, str) and _SECRET_NAME.search(name) for name in names)
    for key, inner in value.items():
        yield f".{masked(key)}", inner, bool(_SECRET_NAME.search(key)) or (holds_secret and key.casefold() == "value")


def _of_list(value: list[Any]) -> Iterator[tuple[str, Any, bool]]:
    """Step, value, and whether it is a secret: an argument after a flag such as ``--password``."""
    for number, (before, inner) in enumerate(pairwise([None, *value])):
        yield f"[{number}]", inner, isinstance(before, str) and _is_secret_flag(before)


def _is_secret_flag(argument: str) -> bool:
    return argument.startswith("-") and "=" not in argument and bool(_SECRET_NAME.search(argument))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
