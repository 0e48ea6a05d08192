"""What runs in the browser: small scripts, each beside this module, mounted as components of Streamlit.

A script's function is called anew with each change of its data; what it holds on to, it keeps on its parent element.
Streamlit calls only the function that the latest call has returned, and only when the component goes.
"""

from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_FOLDER = Path(__file__).parent


def script(name: str, *shared: str) -> ComponentRenderer:
    """The component ``deployments_<name>``: ``<name>.js``, ``.html`` and ``.css``, after the same files of ``shared``.

    They become one module, as Streamlit gives the browser no address from which one script could import another. Its
    elements stand in the page itself, where a rule of style needs a class of theirs: the Tab key never gets to what a
    shadow root within a dialog holds.
    """
    html, css, js = ("".join(map(partial(_source, ending), (*shared, name))) for ending in ("html", "css", "js"))
    return st.components.v2.component(
        f"deployments_{name}", html=html or None, css=css or None, js=js, isolate_styles=False
    )


def _source(ending: str, name: str) -> str:
    path = _FOLDER / f"{name}.{ending}"
    return path.read_text(encoding="utf-8") if path.exists() else ""
