"""Tells by the name of a setting whether its value is a secret (contract 4.3).

Where a name may be meant either way its value counts as a secret: a setting too few is less harm than a secret too
many. Two sorts are let through all the same, because hiding them makes the rest hard to read: names that only contain a
secret's word (``tokenizer``, ``monkey``), and numbers that measure one (``max_tokens``, ``session_timeout``).
"""

import re
from enum import IntEnum
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from lib.fleet.key_words import words

NAME: Final = (
    r"(?:passw(?:or)?[dt]|passphrase|passcode|secret|credential|bearer|cookie|session"
    r"|token(?!i[sz])"  # neither tokenizer nor tokenisation
    r"|(?:api|private|access)[-_.\s]?key"
    r"|conn(?:ection)?[-_.\s]?str(?:ing)?"
    r"|(?:shared[-_.\s]?access|x[-_]?amz)[-_.\s]?signature"  # of a link; a model may look for signatures on paper
    r"|(?<!un)auth(?!or(?!i[sz]))"  # authorization, but neither author nor unauthorized
    r"|(?<![a-z])(?:pass|pwd|pw|dsn|jwt|sas|sig|creds?|keys?)(?![a-z])"  # words of their own: neither monkey nor design
    r"|(?-i:(?<=[A-Za-z0-9])(?:Key|Keys|Pwd|Pass|Sas|Sig|Creds?)(?![a-z])))"  # the same at the end of camelCase
)
"""Finds the word of a secret in a name, or before the sign of an assignment in a text; ignores case."""

_NAME: Final = re.compile(NAME, re.IGNORECASE)
_MEASURES: Final = frozenset(
    (
        *(
            "tokens",
            "num",
            "count",
            "total",
            "max",
            "min",
            "limit",
            "length",
            "size",
            "window",
            "budget",
            "usage",
            "per",
        ),
        *("ttl", "timeout", "expires", "expiry", "age", "interval", "ms", "seconds", "minutes", "hours", "days"),
        *("attempts", "retries", "rounds", "version"),
    )
)
"""Words that make a number under the name of a secret a measure of it; the plural *tokens* is counted, not kept."""

_NUMBER: Final = re.compile(r"\d{1,9}(?:\.\d{1,9})?[kKM]?")


class Secrecy(IntEnum):
    """What of a value may be shown; what is nested in it may be no more open than it is."""

    OPEN = 0
    NUMBER = 1
    """A number measures a secret and is none; anything else is one."""
    SECRET = 2


_UNSEEN: Final = re.compile(r"[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def plainly(text: str) -> str:
    """The text with letters of full width as usual ones, and without what is not seen: both hide words."""
    return text if text.isascii() else _UNSEEN.sub("", normalize("NFKC", text))


@lru_cache(maxsize=4_096)
def secrecy(name: str) -> Secrecy:
    """What of the value of this name may be shown."""
    if not _NAME.search(plainly(name)):
        return Secrecy.OPEN
    return Secrecy.SECRET if _MEASURES.isdisjoint(words(name)) else Secrecy.NUMBER


def may_be_shown(value: object, secrecy_of_it: Secrecy) -> bool:
    """Whether a value without others in it may be shown: nothing, yes and no are never secrets."""
    if value is None or value == "" or isinstance(value, bool) or secrecy_of_it is Secrecy.OPEN:
        return True
    return secrecy_of_it is Secrecy.NUMBER and (isinstance(value, int | float) or is_number(value))


def is_number(value: object) -> bool:
    """Whether a text is a number such as ``4096``, ``0.5`` or ``128k``."""
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None
