"""What an executor's name says, read by the naming convention of the page's section Executor Naming.

``<function>-executor-<env>-<region>-<number>``, tolerant: underscores for hyphens, any part after *executor* absent.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_NAME = re.compile(r"^(?P<function>.+?)[-_]executor(?:[-_](?P<rest>.+))?$", re.IGNORECASE)
_REGION = re.compile(r"^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$", re.IGNORECASE)
_NUMBER = re.compile(r"^\d+$")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_IN_EVERY_NAME = "executor"


class NameParts(NamedTuple):
    """Parts of a name; None where the name does not say it."""

    function: str | None
    environment: str | None
    region: str | None
    number: str | None


def parts(name: str) -> NameParts:
    """What the name says; every part None where it does not follow the convention."""
    match = _NAME.match(name)
    if match is None:
        return NameParts(None, None, None, None)
    place, number = _number(match["rest"])
    environment, region = _place(place)
    return NameParts(match["function"], environment, region, number)


@lru_cache(maxsize=65_536)
def words(name: str) -> frozenset[str]:
    """The words of a name in small letters, whatever stands between them, without *executor* and numbers."""
    found = frozenset(_BETWEEN_WORDS.split(name.casefold()))
    return frozenset(word for word in found if word != _IN_EVERY_NAME and word and not _NUMBER.match(word))


def _number(rest: str | None) -> tuple[str, str | None]:
    if not rest:
        return "", None
    words = rest.replace("_", "-")
    head, _, last = words.rpartition("-")
    if not _NUMBER.match(last) or (_ends_as_region(words) and not _ends_as_region(head)):
        return words, None
    return head, last


def _ends_as_region(words: str) -> bool:
    return bool(_REGION.match(words)) or bool(_REGION.match(words.partition("-")[2]))


def _place(words: str) -> tuple[str | None, str | None]:
    if not words:
        return None, None
    if _REGION.match(words) and not _REGION.match(words.partition("-")[2]):
        return None, words
    environment, _, region = words.partition("-")
    return environment, region or None
