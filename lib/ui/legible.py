"""Text from a gateway or a file as people can read it: nothing in it is unseen, turns its neighbours, fills a page."""

import html
import re
from collections.abc import Iterable
from typing import Final

from lib.gateway.unseen import UNSEEN, visible

NAME_LENGTH: Final = 80
"""Signs of a name that are shown where there is little room; a longer one is cut in its middle."""

_CUT_LABEL: Final = 34
"""Signs of a label that had to be cut, so that a column of names shows both its ends."""

_WORD_LENGTH: Final = 200
"""Signs of a word in a sentence: a longer one is a name, or a value, of which the sentence is not about each sign."""

_LIKE_A_SPACE: Final = re.compile(r"\A\s|\s\Z|[^\S ]|(?<= ) ")
_LETTER: Final = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_RIGHT_TO_LEFT: Final = re.compile(rf"[{_LETTER}](?:[{_LETTER}\d]|[._-](?=[{_LETTER}\d])| (?=[{_LETTER}]))*")
"""Hebrew, Arabic and other letters that are read from the right, with the digits that go on with them."""

_NOT_LEGIBLE: Final = re.compile(rf"{UNSEEN.pattern}|[{_LETTER}]")
_ISOLATED: Final = "\u2068{}\u2069"
_DIRECTING: Final = re.compile("[\u200e\u2068\u2069]")


def legible(text: str) -> str:
    """A text that stands for itself, as in a cell: nothing in it is unseen, what is read from the right turns alone.

    Without that, "3" and "4" of "מבצע 3 of 4" would change places with the name. A text that is but such a name is left
    as it is, so that a copy of it is the name.
    """
    seen = visible(text)
    return seen if _RIGHT_TO_LEFT.fullmatch(seen) else isolated(seen)


def is_legible(text: str) -> bool:
    """Whether a text is legible as it is; False as well where that has to be looked at more closely."""
    return (text.isascii() and text.isprintable()) or _NOT_LEGIBLE.search(text) is None


def isolated(text: str) -> str:
    """The text with what is read from the right isolated (Unicode Bidirectional Algorithm, FSI … PDI)."""
    return _RIGHT_TO_LEFT.sub(lambda found: _ISOLATED.format(found[0]), text)


def shortened(text: str, length: int = NAME_LENGTH) -> str:
    """The text, cut in its middle where it has more signs than that, as names differ at their ends."""
    if len(text) <= length:
        return text
    half = length // 2
    return f"{text[:half]}…{text[-half + 1 :]}"


def with_short_words(text: str) -> str:
    """A sentence whose words all fit into a few lines."""
    return re.sub(rf"\S{{{_WORD_LENGTH + 1},}}", lambda found: shortened(found[0], _WORD_LENGTH), text)


def in_html(text: str, length: int = NAME_LENGTH) -> str:
    """The text, cut in its middle, for HTML and for Plotly, which reads HTML."""
    return html.escape(legible(shortened(text, length)), quote=False)


def spelled(text: str) -> str:
    r"""The text with what is not seen as JSON writes it, such as ``\u200b``; line breaks stay."""
    return UNSEEN.sub(lambda found: found[0] if found[0] == "\n" else _escaped(found[0]), text)


def _escaped(character: str) -> str:
    pairs = character.encode("utf-16-be")
    return "".join(f"\\u{pairs[at : at + 2].hex()}" for at in range(0, len(pairs), 2))


class Labels:
    """What names are called where one of them is chosen: in few signs, all of them seen, each name otherwise.

    A name that would be called like another one has " #2" and so on at its end. A choice tells the label, and
    ``name`` says which name it stands for.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        taken = set(names)
        self._labels: dict[str, str] = {}
        for name in sorted(each for each in taken if _label(each) != each):
            self._labels[name] = _free(_label(name), taken)
            taken.add(self._labels[name])
        self._names = {label: name for name, label in self._labels.items()}

    def of(self, name: str) -> str:
        """The label of a name."""
        return self._labels.get(name) or _label(name)

    def name(self, label: str) -> str:
        """The name that a label stands for, whatever was put around it for its reading direction."""
        told = _DIRECTING.sub("", label)
        return self._names.get(told, told)


def _label(name: str) -> str:
    if len(name) > NAME_LENGTH:
        name = shortened(name, _CUT_LABEL)
    plain = name.isascii() and name.isprintable() and " " not in name
    return name if plain else _LIKE_A_SPACE.sub("·", visible(name))


def _free(label: str, taken: set[str]) -> str:
    number, free = 1, label
    while free in taken:
        number += 1
        free = f"{label} #{number}"
    return free
