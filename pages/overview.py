"""Overview: every configured gateway beside the others."""

import streamlit as st

from lib import process
from lib.ui import overview, pulse, unconfigured

dashboard = process.current()
configuration, error = dashboard.configuration()
st.title("Overview", anchor=False)
if configuration is None:
    unconfigured.draw(dashboard, error)
else:
    overview.draw(dashboard, configuration.gateways)
pulse.tick(dashboard)
