"""Activity: the alerts that fire, and what has happened on all gateways."""

import streamlit as st

from lib import process
from lib.ui import activity_page, pulse, unconfigured, visiting

dashboard = process.current()
configuration, error = visiting.configuration(dashboard)
pulse.begin_page((configuration, error))
st.title("Activity", anchor=False)
if configuration is None:
    unconfigured.draw(dashboard, error)
    pulse.watch_configuration(dashboard)
else:
    page = activity_page.ActivityPage(dashboard, configuration.gateways)
    page.begin()
    head = st.container()
    activity_page.alerts(page)
    activity_page.timeline(page)
    activity_page.delivery(page)
    pulse.beat(dashboard, page, head)
