"""Endpoints of an executor, with what richer servers say of them (page section Endpoints, contract 9.6)."""

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.fleet.endpoints import EndpointFacts, Schema
from lib.fleet.unsaid import NO_ENDPOINT, PATHS_ALONE
from lib.fleet.words import NOT_KNOWN, count
from lib.ui import cells
from lib.ui.flyout.subject import Subject
from lib.ui.inert import inert
from lib.ui.legible import spelled

_INTERNAL = "flyout_internal"
_NO_MORE = f"Method, description and schema: {NOT_KNOWN}. {PATHS_ALONE}"


def draw(subject: Subject) -> None:
    """Draw the executor's own endpoints, and on demand the framework's."""
    listed = subject.endpoints()
    internal = sum(endpoint.internal for endpoint in listed)
    with_internal = st.toggle(
        f"Show the framework's own ({count(internal)})",
        key=_INTERNAL,
        disabled=not internal,
    )
    shown = [endpoint for endpoint in listed if with_internal or not endpoint.internal]
    if not shown:
        st.caption(NO_ENDPOINT)
        return
    st.dataframe(
        cells.readable(
            pd.DataFrame({label: [_cell(endpoint, label) for endpoint in shown] for label in _columns(shown)})
        ),
        hide_index=True,
        alt="Endpoints of the executor",
    )
    for endpoint in shown:
        _schemas(endpoint)
    if not any(endpoint.methods or endpoint.descriptions or endpoint.schemas for endpoint in listed):
        st.caption(_NO_MORE)


def _columns(shown: Sequence[EndpointFacts]) -> list[str]:
    """The columns that say something of at least one endpoint."""
    return [
        "Path",
        *(label for label in ("Method", "Description", "Nodes") if any(_said(each, label) for each in shown)),
    ]


def _said(endpoint: EndpointFacts, label: str) -> Any:
    return {
        "Path": endpoint.path,
        "Method": ", ".join(endpoint.methods),
        "Description": " · ".join(endpoint.descriptions),
        "Nodes": endpoint.nodes,
    }[label]


def _cell(endpoint: EndpointFacts, label: str) -> str:
    return str(_said(endpoint, label) or NOT_KNOWN)


def _schemas(endpoint: EndpointFacts) -> None:
    for number, schema in enumerate(endpoint.schemas):
        label = f"Schema of {endpoint.path}" + (f", {schema.of}" if schema.of else "")
        with st.expander(inert(label), key=f"schema_{number}_{endpoint.path}"):
            st.code(_text(schema), language="json")


def _text(schema: Schema) -> str:
    return spelled(json.dumps(schema.value, indent=2, ensure_ascii=False))
