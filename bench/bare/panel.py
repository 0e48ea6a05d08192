"""What anybody gets from Streamlit with a table of 1,000 names that open a dialog, and a key for the next."""

import pandas as pd
import streamlit as st

from bench.bare.rows import NOON, ROWS, rows

NODES = 4

table = rows(NOON)


def opened() -> None:
    """Let the dialog show the executor whose name was clicked on."""
    st.session_state["number"] = st.session_state["click"]["row"]


def walk() -> None:
    """Let the dialog show the next executor."""
    st.session_state["number"] = (st.session_state["number"] + 1) % ROWS


@st.dialog("Executor", position="right")
def panel() -> None:
    """Show one executor with its nodes."""
    number = st.session_state["number"]
    st.button("Next", key="next", shortcut="Down", on_click=walk)
    st.header(table["name"][number])
    st.dataframe(
        pd.DataFrame(
            {
                "node": [f"10.16.{number // 250}.{11 + node}:7101" for node in range(NODES)],
                "health": ["HEALTHY"] * NODES,
                "heartbeat": ["4 s ago"] * NODES,
                "epoch": [40 + number % 9] * NODES,
            }
        ),
        hide_index=True,
    )


st.title("Bare page")
st.dataframe(
    table,
    hide_index=True,
    column_config={"name": st.column_config.ButtonColumn("Name", type="tertiary", on_click=opened, key="click")},
)
if "number" in st.session_state:
    panel()
