"""Overview: every configured gateway beside the others."""

import streamlit as st

from lib import process
from lib.ui import overview_page, pulse, unconfigured, visiting

dashboard = process.current()
configuration, error = visiting.configuration(dashboard)
pulse.begin_page((configuration, error))
st.title("Overview", anchor=False)
if configuration is None:
    unconfigured.draw(dashboard, error)
    pulse.watch_configuration(dashboard)
else:
    page = overview_page.OverviewPage(dashboard, configuration.gateways)
    page.begin()
    head = st.container()
    overview_page.rows(page)
    pulse.beat(dashboard, page, head)
