"""What anybody gets from Streamlit with a title and one table of 1,000 rows."""

import streamlit as st

from bench.bare.rows import NOON, rows

st.title("Bare page")
st.dataframe(rows(NOON), hide_index=True)
