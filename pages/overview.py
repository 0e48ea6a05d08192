"""Overview: every configured gateway beside the others."""

import streamlit as st

from lib import process
from lib.ui import unconfigured
from lib.ui.beat import beat

dashboard = process.current()
configuration, error = dashboard.configuration()
st.title("Overview", anchor=False)
if configuration is None:
    unconfigured.draw(dashboard, error)
beat(dashboard.settings.refresh_health)
