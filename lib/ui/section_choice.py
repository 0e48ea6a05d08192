"""The choice of the section that is shown; the address names it."""

from collections.abc import Iterable

import streamlit as st

from lib.ui import address, parts


def choose(sections: Iterable[str], part: str) -> str:
    """Draw the choice, which redraws the ``part`` it stands in, and return the chosen section; the first one untold."""
    names = list(sections)
    chosen = st.segmented_control(
        "Section",
        names,
        default=address.follow_choice(address.SECTION, names),
        required=True,
        key=address.SECTION,
        label_visibility="collapsed",
        on_change=parts.changing(part, address.keep_one),
        args=(address.SECTION, names[0]),
    )
    return chosen or names[0]
