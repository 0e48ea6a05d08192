"""Text from a gateway or a file, made harmless where Streamlit reads Markdown."""

import re

from lib.gateway.unseen import visible
from lib.ui.legible import isolated, with_short_words

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&@^=\"'/])")
_JOINED = re.compile(r"(?i)(?<=http)(?=:)|(?<=https)(?=:)|(?<=www)(?=\.)|(?=@)|(?<=[-<>=~])(?=[-<>=])")


def inert(text: str) -> str:
    """The text with every sign that Markdown, HTML, LaTeX or an icon name could be made of escaped.

    Control characters, zero-width ones and those that turn the reading direction become "·", so that they are seen;
    names that are read from the right do not turn what stands beside them; words of kilobytes are cut. Addresses,
    arrows and double hyphens get an invisible joint: they would become links, "→" and "—" although every sign is
    escaped.
    """
    return _SPECIAL.sub(r"\\\1", _JOINED.sub("\u2060", isolated(visible(with_short_words(text)))))
