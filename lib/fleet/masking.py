"""Hides secrets in what workers and gateways publish, by the name of a key and by the look of a value (contract 4.3).

The page's section Configuration promises it; what is masked here never reaches a browser. Names are judged by
``secret_names``, texts by ``secret_values``; here are the structures and sentences that carry them.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final, NamedTuple

import msgspec

from lib.fleet import secret_values
from lib.fleet.secret_names import NAME, Secrecy, may_be_shown, plainly, secrecy
from lib.gateway import repeated

MASK: Final = repeated.MASK
DEEPER: Final = "…"
"""Stands for what is nested too deeply to be shown."""

_ASSIGNMENT: Final = re.compile(  # NAME = value, or {"name": "NAME", "value": value}
    rf"{NAME}[\w.-]{{0,80}}"
    r"(?P<sign>(?:\\{0,4}[\"']?\]?\s{0,8}|[\"'],\s{0,8}[\"']value[\"']\s{0,8})(?:[:=]|%3[ad])\s{0,8})(?=\S)",
    re.IGNORECASE,
)
_BEGINNING_OF_NAME: Final = re.compile(r"[\w.-]{0,80}\Z")
_ASSIGNED: Final = re.compile(r"[|>][+-]?\s*\n[\s\S]*|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\S.*")
_ASSIGNED_NUMBER: Final = re.compile(r"[\"']?(\d[\d.]{0,18}[kKM]?)[\"']?(?![\w.-])")
_FLAG: Final = re.compile(r"(?<!\S)(?P<flag>--?[A-Za-z][\w.-]{0,80})[\s=]{1,8}(?P<value>\"[^\"]*\"|'[^']*'|\S+)")
_URL_PASSWORD: Final = re.compile(
    r"(?P<scheme>(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}://)"
    r"(?:[^/\s:@]{0,200}?(?::|%3a)(?!\d{1,5}(?:[/?#]|$))\S{0,1000}"  # no port, but a password
    r"|[^/\s:@]{20,1000})@",  # or a token
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(r"(?<!\S)(?!mailto:)(?P<user>(?://)?[\w.-]{1,80}:)(?!\d{1,5}@)[^\s@/:]{1,200}(?=@[\w(\[])")
_BESIDE_NAMES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), rf"\g<before>{MASK}\g<after>")
    for pattern in (
        # https%3A%2F%2Fann%3Asecret%40host, encoded once or more
        r"(?P<before>%(?:25){0,3}3a(?:%(?:25){0,3}2f){2})[^\s/@]{1,300}?(?P<after>%(?:25){0,3}40|@)",
        r"(?P<before>[?&#](?:code|signature|assertion|ticket)=)[^\s&#]{8,}(?P<after>)",
        rf"(?P<before><(?P<tag>{NAME}[\w.-]{{0,40}})(?:\s[^<>]{{0,80}})?>)[^<]{{1,500}}(?P<after></)",
        r"(?P<before>jdbc:oracle:\w{1,10}:[^/\s@:]{1,80}/)[^\s@]{1,200}(?P<after>@)",
    )
)
"""Secrets in addresses and XML that no sign of an assignment stands before."""
_IN_COMMANDS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), rf"\g<before>{MASK}")
    for pattern in (
        r"(?P<before>\b(?:mysql|mariadb)[\w-]{0,20}\s(?:[^\n]{0,200}\s)?-p)(?![\s-])\S{1,200}",
        r"(?P<before>\bredis-cli\s(?:[^\n]{0,200}\s)?-a\s{1,8})\S{1,200}",
        r"(?P<before>\blogin\s{1,8}\S{1,80}\s{1,8}password\s{1,8})\S{1,200}",
    )
)
"""Secrets that a command is given by a flag of its own, and that of a ``.netrc``."""
_NAMING: Final = frozenset({"name", "key", "field", "variable", "header", "property", "option", "param", "parameter"})
_NAMED: Final = frozenset({"value", "val", "data", "content", "default"})
_LONE_NAME: Final = re.compile(r"[\w.-]{1,80}")
_PORTS: Final = re.compile(r"(?:[\d.]{1,15}:){0,2}\d{1,5}(?:/\w{1,4})?")
_USER_FLAGS: Final = ("-u", "--user")
_SHORT_FLAG: Final = "-p"
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
    return list(_leaves("", masked_json(value)))


def masked_json(value: Any) -> Any:
    """The same structure of JSON, secrets masked in keys and values."""
    return _masked(value, Secrecy.OPEN, 0)


def masked(text: str) -> str:
    """A text with whatever looks like a secret in it hidden; at most its first 500 characters."""
    return without_secrets(text)[:_LONGEST]


def without_secrets(text: str) -> str:
    """The same of a longer text: at most its first 10,000 characters."""
    examined = text[:_EXAMINED]
    if examined.lstrip().startswith(("{", "[")) and (structure := _parsed(examined)):
        return msgspec.json.encode(masked_json(structure)).decode()
    hidden_in = [*secret_values.encoded_texts(examined), plainly(examined)]
    if any(_bare(inner) != inner for inner in hidden_in if inner != examined):
        return MASK
    return _bare(examined)


def _parsed(text: str) -> Any:
    """The structure of JSON that a text is; None for any other text."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def _bare(text: str) -> str:
    """A text that is read as it stands, secrets hidden."""
    if secret_values.is_secret(text):
        return MASK
    if any(sign in text for sign in "=:%<"):  # most texts have none, and a structure may have 100,000 of them
        for secret, shown in _BESIDE_NAMES:
            text = secret.sub(shown, text)
        text = _URL_PASSWORD.sub(rf"\g<scheme>{MASK}@", text)
        text = _LOGIN.sub(rf"\g<user>{MASK}", text)
        text = _without_assigned(text)
    if " " in text:
        for secret, shown in _IN_COMMANDS:
            text = secret.sub(shown, text)
    return _without_arguments(text) if "-" in text else text


def _without_assigned(text: str) -> str:
    """The text without what names of secrets are set to: all to the end of the line, where no quotes end it earlier."""
    kept, at = [], 0
    while found := _ASSIGNMENT.search(text, at):
        value = found.end()
        number = _ASSIGNED_NUMBER.match(text, value)
        beginning = _BEGINNING_OF_NAME.search(text, max(0, found.start() - 80), found.start())
        name = (beginning[0] if beginning else "") + text[found.start() : found.start("sign")]
        if number and may_be_shown(number[1], secrecy(name)):
            kept.append(text[at : number.end()])
            at = number.end()
        else:
            kept.append(text[at:value] + MASK)
            assigned = _ASSIGNED.match(text, value)
            at = assigned.end() if assigned else len(text)
    return "".join(kept) + text[at:]


def _without_arguments(text: str) -> str:
    """The text without what follows flags such as ``--password``; a flag may follow one that takes nothing."""
    kept, at = [], 0
    while found := _FLAG.search(text, at):
        if may_be_shown(found["value"].strip("\"'"), _secrecy_after(found["flag"], found["value"])):
            end = found.end("flag")
            kept.append(text[at:end])
        else:
            end = found.end()
            kept.append(text[at : found.start("value")] + MASK)
        at = end
    return "".join(kept) + text[at:]


def _masked(value: Any, hidden: Secrecy, depth: int) -> Any:
    if not isinstance(value, Mapping | list) or not value:
        return _masked_leaf(value, hidden)
    if depth >= _DEEPEST:
        return DEEPER if hidden is Secrecy.OPEN else MASK
    if isinstance(value, Mapping):
        made: dict[str, Any] = {}
        for key, inner, own in _of_mapping(value):
            made[_unused(masked(key), made)] = _masked(inner, max(hidden, own), depth + 1)
        return made
    return [_masked(inner, max(hidden, own), depth + 1) for inner, own in _of_list(value)]


def _masked_leaf(value: Any, hidden: Secrecy) -> Any:
    if not may_be_shown(value, hidden):
        return MASK
    return masked(value) if isinstance(value, str) else value


def _unused(name: str, taken: Mapping[str, Any]) -> str:
    """The name, with a number where another key is masked in the same way."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free


def _of_mapping(value: Mapping[str, Any]) -> Iterator[tuple[str, Any, Secrecy]]:
    """Key, value, and its secrecy: by its key, or as ``{"name": "DB_PASSWORD", "value": …}`` says it."""
    names = [name for key, name in value.items() if key.casefold() in _NAMING and isinstance(name, str)]
    named = max(map(secrecy, names), default=Secrecy.OPEN)
    for key, inner in value.items():
        yield key, inner, max(secrecy(key), named) if key.casefold() in _NAMED else secrecy(key)


def _of_list(value: list[Any]) -> Iterator[tuple[Any, Secrecy]]:
    """Value and its secrecy: it may follow a flag such as ``--password``, a name, or the first line of a key."""
    within = False
    for before, inner in pairwise([None, *value]):
        text = inner if isinstance(inner, str) else ""
        own = _secrecy_after(before, inner) if isinstance(before, str) else Secrecy.OPEN
        if within or (len(value) == 2 and isinstance(before, str) and _LONE_NAME.fullmatch(before)):
            own = Secrecy.SECRET if within else max(own, secrecy(before or ""))
        within = (within or secret_values.begins_block(text)) and not secret_values.ends_block(text)
        yield inner, own


def _secrecy_after(argument: str, following: object) -> Secrecy:
    """What of the argument after this one may be shown."""
    if not argument.startswith("-") or "=" in argument or secret_values.ends_block(argument):
        return Secrecy.OPEN
    said = str(following)
    if argument == _SHORT_FLAG:
        return Secrecy.OPEN if _PORTS.fullmatch(said) else Secrecy.SECRET
    if argument in _USER_FLAGS:
        return Secrecy.SECRET if ":" in said and not _PORTS.fullmatch(said) else Secrecy.OPEN
    return secrecy(argument)


def _leaves(path: str, value: Any) -> Iterator[Setting]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from _leaves(f"{path}[{number}]", inner)
    else:
        yield Setting(path, _text(value)[:_LONGEST])


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
