"""What documents carry beside their fixed fields, secrets masked."""

import pandas as pd
import streamlit as st

from lib.fleet import masking
from lib.fleet.model import Executor
from lib.process import Observation


def draw(executor: Executor, observation: Observation) -> None:
    """What documents carry beside their fixed fields, secrets masked."""
    rows = [
        (node.address, kind, setting.path, setting.value)
        for node in observation.fleet.nodes_of(executor.name)
        for kind, carried in (("params", node.desired and dict(node.desired.params)), ("details", node.details))
        if carried
        for setting in masking.settings(carried)
    ]
    if not rows:
        st.caption("This gateway publishes no configuration of this executor.")
        return
    st.dataframe(
        pd.DataFrame(rows, columns=["Node", "From", "Setting", "Value"]), hide_index=True, alt="Published configuration"
    )
    st.caption("Values that look like secrets are masked before they leave the dashboard's process.")
