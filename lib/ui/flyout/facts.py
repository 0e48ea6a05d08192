"""Facts as a list of terms and what is known of them: compact, and read in order by a screen reader."""

import html
from collections.abc import Sequence

import streamlit as st

from lib.ui.legible import legible


def facts(rows: Sequence[tuple[str, str]]) -> None:
    """Draw a term and its text a row; text is shown as it is."""
    listed = "".join(f"<dt>{_text(term)}</dt><dd>{_text(said)}</dd>" for term, said in rows)
    st.html(f'<dl class="facts">{listed}</dl>')


def beside(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a small table whose first column names the rows, itself perhaps without a name; text is shown as it is."""
    head = "".join(f'<th scope="col">{_text(each)}</th>' if each else "<td></td>" for each in columns)
    body = "".join(
        f'<tr><th scope="row">{_text(first)}</th>{"".join(f"<td>{_text(each)}</td>" for each in rest)}</tr>'
        for first, *rest in rows
    )
    st.html(f'<table class="beside"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def _text(text: str) -> str:
    return html.escape(legible(text))
