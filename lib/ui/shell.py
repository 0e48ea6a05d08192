"""What every page has: its frame, the navigation, and what must be said whichever page is open."""

from pathlib import Path

import streamlit as st

from lib import process
from lib.ui.frame import navigation, notices
from lib.ui.look import STYLE

PAGES = Path(__file__).resolve().parents[2] / "pages"

st.set_page_config(page_title="Deployments", page_icon=":material/dns:", layout="wide")
st.html(STYLE)
dashboard = process.current()
page = navigation(PAGES)
notices(dashboard)
page.run()
