"""Text from a gateway or a file, made harmless where Streamlit reads Markdown."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&@^=\"'/])")
_LINK = re.compile(r"(?i)(?<=http)(?=:)|(?<=https)(?=:)|(?<=www)(?=\.)|(?=@)")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def inert(text: str) -> str:
    """The text with every sign that Markdown, HTML, LaTeX or an icon name could be made of escaped.

    Control characters, zero-width ones and those that turn the reading direction become "·", so that they are seen.
    Addresses get an invisible joint, as they become links even where every sign is escaped.
    """
    return _SPECIAL.sub(r"\\\1", _LINK.sub("\u2060", _INVISIBLE.sub("·", text)))
