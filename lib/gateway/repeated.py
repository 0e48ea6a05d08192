"""Hides a gateway's token in what comes back from it: proxies and debug pages like to repeat what they were sent."""

import html
import json
from typing import Final
from urllib.parse import quote

MASK: Final = "••••••"
"""Stands for a secret."""

SHORTEST: Final = 8
"""Characters of the shortest token that is looked for: a shorter one would be found in words and numbers."""


class Repeated:
    """Finds a token as it was sent, and as JSON, HTML and addresses write it; in capitals and small letters alike.

    "" is no token, and is found nowhere.
    """

    def __init__(self, token: str) -> None:
        self._spellings = _spellings(token) if len(token) >= SHORTEST else ()
        self._folded = tuple(spelling.decode().casefold() for spelling in self._spellings)

    def hidden(self, body: bytes) -> bytes:
        """The body with a mask wherever the token stands."""
        for spelling in self._spellings:
            if spelling in body:
                body = body.replace(spelling, MASK.encode())
        return body

    def is_in(self, text: str) -> bool:
        """Whether the token stands in a short text, whatever has become of its capitals on the way."""
        folded = text.casefold()
        return any(spelling in folded for spelling in self._folded)


def _spellings(token: str) -> tuple[bytes, ...]:
    as_json = json.dumps(token)[1:-1]
    written = (token, as_json, as_json.replace("/", "\\/"), html.escape(token), quote(token, safe=""))
    return tuple(spelling.encode() for spelling in sorted(dict.fromkeys(written), key=len, reverse=True))
