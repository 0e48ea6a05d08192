"""The words of a setting's name, however it is written."""

import re
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_LONGEST_NAME: Final = 200


@lru_cache(maxsize=4_096)
def words(name: str) -> tuple[str, ...]:
    """``max_tokens``, ``max-tokens`` and ``maxTokens`` are *max* and *tokens*; of a name its first 200 characters."""
    return tuple(word.lower() for word in _WORD.findall(name[:_LONGEST_NAME]))
