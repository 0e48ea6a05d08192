"""Text from a gateway or a file, made harmless where Streamlit reads Markdown."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&@^=\"'/])")
_JOINED = re.compile(r"(?i)(?<=http)(?=:)|(?<=https)(?=:)|(?<=www)(?=\.)|(?=@)|(?<=[-<>=~])(?=[-<>=])")
_INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def inert(text: str) -> str:
    """The text with every sign that Markdown, HTML, LaTeX or an icon name could be made of escaped.

    Control characters, zero-width ones and those that turn the reading direction become "·", so that they are seen.
    Addresses, arrows and double hyphens get an invisible joint: they would become links, "→" and "—" although every
    sign is escaped.
    """
    return _SPECIAL.sub(r"\\\1", _JOINED.sub("\u2060", visible(text)))


def visible(text: str) -> str:
    """The text with every sign that is not seen, or that turns the reading direction, as "·"."""
    return _INVISIBLE.sub("·", text)
