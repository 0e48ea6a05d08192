"""The names that the address bar uses; a link that somebody keeps depends on each of them."""

import streamlit as st

GATEWAY = "gateway"
TEXT = "q"
STATUS = "status"
VERDICT = "verdict"
FUNCTION = "function"
REGION = "region"
COLUMNS = "columns"
SORT = "sort"
TIMES = "times"
DESIRED = "desired_verdict"


def one(name: str) -> str | None:
    """The value of a parameter; None where it is absent or empty."""
    return st.query_params.get(name) or None


def put(name: str, value: str | None) -> None:
    """Set a parameter, or take it out of the address."""
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]
