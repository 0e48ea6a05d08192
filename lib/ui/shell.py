"""What every page has: its frame, the navigation, and what must be said whichever page is open."""

from pathlib import Path

import streamlit as st

from lib import process, telemetry
from lib.ui import identity, reconnected, visiting
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
    caller = visiting.caller(dashboard)
    if caller is None:
        identity.draw_ended()
    else:
        page = navigation()
        identity.draw(dashboard, caller)
        notices(dashboard)
        configuration, _ = visiting.configuration(dashboard)
        if configuration is not None and not configuration.gateways:
            identity.draw_nothing_to_see(caller)
        else:
            page.run()
    reconnected.watch()
