"""What is published of an executor's configuration, by topic, secrets masked (page section Configuration)."""

from itertools import groupby

import pandas as pd
import streamlit as st

from lib.fleet.configuration import Row, Source, Topic, configuration
from lib.fleet.unsaid import NO_CONFIGURATION
from lib.ui import cells
from lib.ui.flyout.subject import Subject

_NOT_SENT = "Not published: {}."
_MASKED = (
    "What is or looks like a secret is masked before it leaves the dashboard's process. "
    "Use the gateway's command line for the full configuration."
)
_PUBLISHED_BY = {Source.DESIRED: "desired state", Source.STATUS: "worker"}


def draw(subject: Subject) -> None:
    """Draw a table a topic, and say which topics nobody publishes."""
    rows = configuration(subject.nodes())
    for topic, about in groupby(rows, key=lambda row: row.topic):
        st.markdown(f"**{topic}**")
        _table(list(about), topic)
    published = {row.topic for row in rows}
    missing = [topic.lower() for topic in list(Topic)[: list(Topic).index(Topic.DISPATCH)] if topic not in published]
    st.caption(
        " ".join(filter(None, (NO_CONFIGURATION if not rows else "", _missing(missing), _MASKED if rows else "")))
    )


def _missing(topics: list[str]) -> str:
    return _NOT_SENT.format(", ".join(topics)) if topics else ""


def _table(rows: list[Row], topic: str) -> None:
    st.dataframe(
        cells.readable(
            pd.DataFrame(
                {
                    "Setting": [row.setting for row in rows],
                    "Value": [row.value for row in rows],
                    "Nodes": [row.where for row in rows],
                    "Published by": [_PUBLISHED_BY[row.source] for row in rows],
                }
            )
        ),
        hide_index=True,
        column_config={"Setting": st.column_config.TextColumn(width=190, pinned=True)},
        key=f"flyout_configuration_{topic}",
        alt=f"Configuration: {topic}",
    )
