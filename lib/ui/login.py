"""Streamlit's login: what it must know of the provider, and the way to it."""

from typing import Any

from streamlit.user_info import generate_login_redirect_url

from lib.access.control import AccessControl

_PROVIDER = "default"


def secrets(control: AccessControl | None) -> dict[str, Any] | None:
    """What `st.App` is given as secrets, so that ``st.login`` works; None where nobody logs in."""
    if control is None or control.login is None:
        return None
    login = control.login
    return {
        "auth": {
            "redirect_uri": login.redirect_url,
            "cookie_secret": login.cookie_secret.get_secret_value(),
            "client_id": login.client_id,
            "client_secret": login.client_secret.get_secret_value(),
            "server_metadata_url": login.metadata_url,
            "client_kwargs": {"scope": login.scopes},
        }
    }


def address() -> str:
    """Where ``st.login`` sends a browser; it holds for two minutes."""
    return generate_login_redirect_url(_PROVIDER)
