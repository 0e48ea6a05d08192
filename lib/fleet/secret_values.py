"""Tells by the look of a text whether it is a secret or holds one, whatever its name is."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from typing import Final

_PEM_EDGE: Final = r"(?i:-{4,5}(?:[ +]|%20)?(?:BEGIN|END)(?:[ +]|%20)[a-z0-9 +%]{1,60}-)"
_SECRET: Final = re.compile(
    rf"{_PEM_EDGE}"
    r"|PuTTY-User-Key-File"
    r"|(?:eyJ|eyAi|ewo|ew0K)[\w-]{8,}\.(?:[\w-]*\.|eyJ[\w-]{8,})"  # a JWT, signed or not, however its JSON begins
    r"|\$(?:2[abxy]|5|6|7|y|gy|argon2id?|scrypt)\$[\w./$,=+-]{8,}"  # a hash of a password
    r"|discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d+/\w|webhook\.office\.com/\w+/\w"
    r"|(?<![A-Za-z0-9])(?:"
    r"m[au][su]_[\w-]{16,}"
    r"|(?:sk|pk|rk|gh[pousr]|github_pat|glpat|hf|npm|xapp|xox[abeprs])[-_][\w-]{12,}"
    r"|dd_[\w-]{43}"  # of this dashboard: lib/access/token.py
    r"|(?:AKIA|ASIA)[A-Z0-9]{12,}"
    r"|AIza[\w-]{30,}"
    r"|ya29\.[\w-]{20,}"
    r"|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|(?:GOCSPX|pypi|shp(?:at|ca|pa|ss)|dckr_pat|do[opr]_v1|whsec|gls?[ac]|lin_api|sntry[su]|dp\.pt)[-_.][\w-]{12,}"
    r"|hv[bsr]\.[\w-]{12,}|1//0[\w-]{20,}|dapi[0-9a-f]{32}|SK[0-9a-f]{32}"
    r"|(?:bot)?\d{6,12}:AA[\w-]{30,}"  # Telegram
    r"|AGE-SECRET-KEY-1"
    r"|hooks\.slack\.com/services/\w"
    r"|(?i:bearer)\s{1,8}\S{8,}"
    r")"
)
_PEM_BEGIN: Final = re.compile(r"-{4,5} ?BEGIN ", re.IGNORECASE)
_PEM_END: Final = re.compile(r"-{4,5} ?END ", re.IGNORECASE)
_BASIC: Final = re.compile(r"(?<![A-Za-z0-9])basic\s{1,8}([A-Za-z0-9+/]{4,2000}={0,2})", re.IGNORECASE)
_LONG_RANDOM: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+/_=-]{40,}")
_SEPARATOR: Final = re.compile(r"[-+/=_]+")
_WORD: Final = re.compile(r"(?:[a-z]{1,20}|[A-Z]?[a-z]{1,20}|[A-Z]{1,20})\d{0,4}|\d{1,8}")
_MOSTLY: Final = 0.75
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")


def is_secret(text: str) -> bool:
    """Whether a text is or holds a key, a certificate, a token, or what is long and random."""
    return bool(_SECRET.search(text)) or _is_random(text) or any(":" in pair for pair in _basic_pairs(text))


def begins_block(line: str) -> bool:
    """Whether a line begins a block of PEM that further lines belong to."""
    return bool(_PEM_BEGIN.search(line)) and not ends_block(line)


def ends_block(line: str) -> bool:
    """Whether a line is the last one of a block of PEM."""
    return bool(_PEM_END.search(line))


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
