"""Characters that nobody sees, in names and sentences of gateways."""

import re
from typing import Final

UNSEEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Control characters, and what Unicode lets a font leave out (Default_Ignorable_Code_Point): they have no width, turn
the reading direction, or break a line.
"""


def visible(text: str) -> str:
    """The text with every sign that is not seen, or that turns the reading direction, as "·"."""
    return UNSEEN.sub("·", text)
