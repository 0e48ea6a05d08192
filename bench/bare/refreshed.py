"""What anybody gets from Streamlit with a title and one table of 1,000 rows that a timer draws anew with new times."""

from datetime import UTC, datetime

import streamlit as st
from streamlit_autorefresh import st_autorefresh

from bench.bare.rows import rows

st.title("Bare page")
st.dataframe(rows(datetime.now(UTC)), hide_index=True)
st_autorefresh(interval=24 * 3600 * 1000, key="beat_timer")  # the benchmark lets it go off
