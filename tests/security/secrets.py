"""Secrets that are easy to find again, whoever writes them wherever in whatever way."""

import re
from base64 import b64encode
from collections.abc import Iterable
from typing import Final

MARK: Final = "canary7qz"
"""Stands in each of these secrets. It is of letters and digits, so that JSON, HTML and addresses write it as it is."""

TOKEN: Final = f'up/and+away="{MARK}"&0123456789'
"""Of a gateway. It looks like no secret, so that nothing but the defence of tokens finds it."""

PASSWORD, PATH, HEADER = (f"{part}-{MARK}" for part in ("password", "path", "header"))
"""Parts of an address that notifications go to."""

CLIENT_SECRET, COOKIE_SECRET = f'client+secret="{MARK}"&of/the-dashboard', f"cookie-secret-{MARK}-0123456789abcdef"
"""Those that a login needs."""

CODE, LOGIN_TOKEN = f"code-{MARK}-of-a-login", f"token-{MARK}-of-a-login"
"""What a login provider hands out for a login; the dashboard has no setting with them."""

ACCESS_TOKEN: Final = f"dd_{MARK}-{'0aB' * 11}"
"""Of a machine; the dashboard knows its hash alone."""

FOREIGN_TOKEN: Final = f"{MARK}-of-another-system"
"""Presented by mistake. It looks like no secret."""

_AS_BASE64: Final = tuple(
    # What stands before the mark moves it by up to two bytes; what depends on its neighbours is cut off.
    b64encode(b"\0" * shift + MARK.encode())[-(-8 * shift // 6) : -4].lower()
    for shift in range(3)
)
_SIGHTING: Final = re.compile(b"|".join(map(re.escape, (MARK.encode(), *_AS_BASE64))))


def sightings(content: bytes, without_mark: Iterable[str] = ()) -> list[bytes]:
    """Where a secret stands in what came out of the dashboard, with what stands around it.

    ``without_mark`` are further secrets, which stand there as they are.
    """
    small = content.lower()
    marked = [content[max(0, found.start() - 80) : found.end() + 40] for found in _SIGHTING.finditer(small)]
    return [*marked, *(each.encode() for each in without_mark if each.encode() in content)]
