"""Links from an executor to the neighbours of this dashboard in M3 Forge; one whose setting is empty is not there."""

from urllib.parse import quote

import streamlit as st

from lib.settings import Settings


def draw(settings: Settings, gateway_id: str, executor: str) -> None:
    """Draw the links that have an address; each opens in a tab of its own."""
    targets = links(settings, gateway_id, executor)
    if targets:
        with st.container(horizontal=True, key="flyout_links"):
            for label, url in targets.items():
                st.link_button(label, url, icon=":material/open_in_new:", type="tertiary")


def links(settings: Settings, gateway_id: str, executor: str) -> dict[str, str]:
    """Addresses by their labels, gateway and executor filled in and encoded."""
    templates = {"Debug": settings.debug_url, "Events": settings.events_url, "Registry": settings.registry_url}
    return {label: _filled(url, gateway_id, executor) for label, url in templates.items() if url}


def _filled(template: str, gateway_id: str, executor: str) -> str:
    halves = (half.replace("{executor}", quote(executor, safe="")) for half in template.split("{gateway}"))
    return quote(gateway_id, safe="").join(halves)
