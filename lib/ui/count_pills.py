"""Pills that filter by a word and say how many there are of each; what is chosen lives in the address."""

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from lib.fleet.words import count
from lib.ui import address, parts


def draw(
    part: str,
    label: str,
    name: str,
    words: Sequence[str],
    counts: Mapping[str, int],
    shown: Literal["visible", "collapsed"],
) -> None:
    """Draw one pill a word that filters ``part``; ``name`` is the parameter, ``shown`` whether the label is seen."""
    st.pills(
        label,
        words,
        default=address.follow_many(name, words),
        selection_mode="multi",
        format_func=lambda each: f"{each.capitalize()} {count(counts[each])}",
        key=name,
        label_visibility=shown,
        on_change=parts.changing(part, address.keep_many),
        args=(name,),
    )
