"""The screen without gateways: what is missing, and the steps that help (page section No Executors Showing)."""

import streamlit as st

from lib.gateway.config import ConfigurationError
from lib.process import Dashboard
from lib.ui.inert import inert

_EXAMPLE = """{
  "gateways": [
    {"id": "us-east-1", "name": "US East", "url": "https://gateway.example:8080", "datacenter": "us-east-1"}
  ]
}"""


def draw(dashboard: Dashboard, error: ConfigurationError | None) -> None:
    """Say what is wrong with the gateways file and how to make it right."""
    with st.container(key="unconfigured"):
        st.warning(
            inert(str(error)) if error else "No gateways file was found.",
            title="Gateway not configured",
            icon=":material/settings_alert:",
        )
        st.markdown(
            f"1. Check the gateway configuration in `{dashboard.gateways_file}` "
            "(another place: the environment variable `GATEWAYS_FILE`). It looks like this:"
        )
        st.code(_EXAMPLE, language="json")
        st.markdown(
            "2. If a proxy in front of the gateway wants a token, set the environment variable "
            "`GATEWAY_TOKEN_<ID>`, here `GATEWAY_TOKEN_US_EAST_1`, and start the dashboard again.\n"
            "3. Test the gateway by hand. Gateways have no `/health` of their own; `/` answers `{}`:"
        )
        st.code(
            'curl -H "Authorization: Bearer $GATEWAY_TOKEN_US_EAST_1" https://gateway.example:8080/', language="bash"
        )
        st.caption("This page looks at the file again every few seconds.")
