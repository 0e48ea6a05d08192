"""What runs in the browser: small scripts, each beside this module, mounted as components of Streamlit.

A script's function is called anew with each change of its data; what it holds on to, it keeps on its parent element.
Streamlit calls only the function that the latest call has returned, and only when the component goes.
"""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_FOLDER = Path(__file__).parent


def script(name: str, *before: str) -> ComponentRenderer:
    """The component ``deployments_<name>``: ``<name>.js`` after the scripts ``before``, with its HTML and CSS, if any.

    The scripts become one module, as Streamlit gives the browser no address from which one could import another.
    """
    html, css = (_source(f"{name}.{ending}") for ending in ("html", "css"))
    js = "".join(_source(f"{each}.js") or "" for each in (*before, name))
    return st.components.v2.component(f"deployments_{name}", html=html, css=css, js=js)


def _source(file: str) -> str | None:
    path = _FOLDER / file
    return path.read_text(encoding="utf-8") if path.exists() else None
