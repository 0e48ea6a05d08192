"""What every page has: its frame, the navigation, and what must be said whichever page is open."""

from pathlib import Path

import streamlit as st

from lib import process, telemetry
from lib.ui import reconnected
from lib.ui.frame import navigation, notices
from lib.ui.look import STYLE

SIDEBAR_WIDTH = 212
ICON = Path(__file__).with_name("icon.svg")  # an icon by name would be fetched from outside

with telemetry.rerun(telemetry.WHOLE_PAGE):
    st.set_page_config(
        page_title="Deployments", page_icon=str(ICON), layout="wide", initial_sidebar_state=SIDEBAR_WIDTH
    )
    st.html(STYLE)
    dashboard = process.current()
    page = navigation()
    notices(dashboard)
    page.run()
    reconnected.watch()
