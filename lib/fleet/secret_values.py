"""Tells by the look of a text whether it is a secret or holds one, whatever its name is."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from typing import Final

_SECRET: Final = re.compile(
    r"-{4,5} ?BEGIN [A-Z0-9 ]{1,60}-"
    r"|PuTTY-User-Key-File"
    r"|(?<![A-Za-z0-9])(?:"
    r"eyJ[\w-]{8,}\.[\w-]*\."
    r"|m[au][su]_[\w-]{16,}"
    r"|(?:sk|pk|rk|gh[pousr]|github_pat|glpat|hf|npm|xapp|xox[abeprs])[-_][\w-]{12,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{12,}"
    r"|AIza[\w-]{30,}"
    r"|ya29\.[\w-]{20,}"
    r"|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|AGE-SECRET-KEY-1"
    r"|hooks\.slack\.com/services/\w"
    r"|(?i:bearer)\s{1,8}\S{8,}"
    r")"
)
_BASIC: Final = re.compile(r"(?<![A-Za-z0-9])basic\s{1,8}([A-Za-z0-9+/]{4,2000}={0,2})", re.IGNORECASE)
_LONG_RANDOM: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+/_=-]{40,}")
_SEPARATOR: Final = re.compile(r"[-+/=_]+")
_WORD: Final = re.compile(r"(?:[a-z]{1,20}|[A-Z]?[a-z]{1,20}|[A-Z]{1,20})\d{0,4}|\d{1,8}")
_MOSTLY: Final = 0.75
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")


def is_secret(text: str) -> bool:
    """Whether a text is or holds a key, a certificate, a token, or what is long and random."""
    return bool(_SECRET.search(text)) or _is_random(text) or any(":" in pair for pair in _basic_pairs(text))


def encoded_texts(text: str) -> Iterator[str]:
    """The texts that are in it as base64."""
    return filter(None, (_decoded(found[0]) for found in _BASE64.finditer(text)))


def _basic_pairs(text: str) -> Iterator[str]:
    """What ``Basic …`` of an HTTP header stands for: a user and a password with a colon between."""
    return filter(None, (_decoded(found[1]) for found in _BASIC.finditer(text)))


def _is_random(text: str) -> bool:
    """Whether a text is long and made of no words: a path or a name of several words is none."""
    if not _LONG_RANDOM.fullmatch(text):
        return False
    in_words = sum(len(piece) for piece in _SEPARATOR.split(text) if _WORD.fullmatch(piece))
    return in_words < _MOSTLY * len(_SEPARATOR.sub("", text))


def _decoded(base64: str) -> str | None:
    bare = base64.rstrip("=")
    try:
        text = b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_" if set("-_") & set(bare) else None).decode()
    except (Error, UnicodeDecodeError):
        return None
    return text if text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable() else None
