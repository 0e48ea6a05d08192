"""Hides a gateway's token in what comes back from it: proxies and debug pages like to repeat what they were sent."""

import html
import re
from typing import Final

MASK: Final = "••••••"
"""Stands for a secret."""

SHORTEST: Final = 8
"""Characters of the shortest token that is looked for: a shorter one would be found in words and numbers."""


class Repeated:
    """Finds a token as it was sent, and as JSON, HTML and addresses write it, also within each other.

    "" is no token, and is found nowhere.
    """

    def __init__(self, token: str) -> None:
        looked_for = len(token) >= SHORTEST
        self._plain = max(re.findall(r"[A-Za-z0-9]*", token), key=len).encode() if looked_for else b""
        self._token = re.compile("".join(map(_written, token)).encode()) if looked_for else None
        self._in_any_case = self._token and re.compile(self._token.pattern, re.IGNORECASE)

    def hidden(self, body: bytes) -> bytes:
        """The body with a mask wherever the token stands."""
        # Nobody writes letters and digits in another way, and looking for them alone takes no time in a large body.
        if self._token is None or self._plain not in body:
            return body
        return self._token.sub(MASK.encode(), body)

    def is_in(self, text: str) -> bool:
        """Whether the token stands in a short text, whatever has become of its capitals on the way."""
        return self._in_any_case is not None and self._in_any_case.search(text.encode()) is not None


def _written(sign: str) -> str:
    """A pattern for the ways to write a sign; each may have been written in that way more than once."""
    if sign.isalnum():
        return sign
    code = f"(?i:{ord(sign):02x})"
    named = f"|{html.escape(sign)[1:-1]}" if html.escape(sign) != sign else ""
    return rf"(?:\\*(?:{re.escape(sign)}|u00{code})|%(?:25)*{code}|&(?:amp;)*(?:#0*{ord(sign)}|#[xX]0*{code}{named});)"
