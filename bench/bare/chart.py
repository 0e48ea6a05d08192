"""What anybody gets from Streamlit with a title and one Plotly chart of two lines, a point for each hour of 30 days."""

from datetime import timedelta

import plotly.graph_objects as go
import streamlit as st

from bench.bare.rows import NOON

HOURS = 30 * 24

st.title("Bare page")
times = [NOON + number * timedelta(hours=1) for number in range(HOURS)]
lines = [[40 + (number * step) % 30 for number in range(HOURS)] for step in (7, 11)]
st.plotly_chart(go.Figure([go.Scatter(x=times, y=line) for line in lines]))
