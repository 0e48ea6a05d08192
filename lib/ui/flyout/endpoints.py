"""Endpoints of an executor (contract 9.6)."""

import pandas as pd
import streamlit as st

from lib.fleet.model import Executor
from lib.process import Observation

_NO_MORE_ENDPOINT_FACTS = (
    "Gateways publish the name of an endpoint only: method, description and schemas are not on the wire."
)


def draw(executor: Executor, _observation: Observation) -> None:
    """The executor's own endpoints, and on demand the framework's."""
    internal = st.toggle("Show internal endpoints", key="flyout_internal")
    shown = executor.endpoints + (executor.internal_endpoints if internal else ())
    if shown:
        st.dataframe(pd.DataFrame({"Path": shown}), hide_index=True, alt="Endpoints of the executor")
    else:
        st.caption("No endpoint is published.")
    st.caption(_NO_MORE_ENDPOINT_FACTS)
