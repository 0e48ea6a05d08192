"""Who looks at the page."""

import streamlit as st


def has_browser() -> bool:
    """Whether a browser shows the page; without one nothing is ever painted, and only whole runs are seen."""
    return "User-Agent" in st.context.headers
