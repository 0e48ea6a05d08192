import pytest
from streamlit.web.server.starlette import starlette_auth_routes

from lib.access.control import AccessControl
from lib.access.policy import LOGOUT, PAGES, Way, way
from lib.settings import Settings
from lib.ui import login
from tests.access.logins import SETTINGS


def test_streamlit_is_told_all_of_the_provider() -> None:
    told = login.secrets(AccessControl.of(Settings.model_validate(SETTINGS)))
    assert told is not None
    assert told["auth"] == {
        "redirect_uri": "http://localhost:8501/infrastructure/oauth2callback",
        "cookie_secret": SETTINGS["cookie_secret"],
        "client_id": SETTINGS["oidc_client_id"],
        "client_secret": SETTINGS["oidc_client_secret"],
        "server_metadata_url": SETTINGS["oidc_metadata_url"],
        "client_kwargs": {"scope": "openid email profile"},
    }


def test_where_nobody_logs_in_streamlit_is_told_nothing() -> None:
    assert login.secrets(None) is None


@pytest.mark.parametrize(
    "route", starlette_auth_routes.create_auth_routes("infrastructure"), ids=lambda each: each.path
)
def test_the_routes_of_a_login_are_those_of_streamlit(route: object) -> None:
    path = getattr(route, "path", "")
    assert way(path) is Way.LOGGING_IN
    assert path.startswith(PAGES)
    assert LOGOUT == "/infrastructure/auth/logout"
