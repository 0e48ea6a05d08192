import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access.policy import LOGIN, LOGOUT, PAGES, Way, place_to_return, way


@pytest.mark.parametrize(
    ("path", "needs"),
    [
        ("/livez", Way.OPEN),
        ("/", Way.OPEN),
        (LOGIN, Way.LOGIN),
        (LOGOUT, Way.LOGGING_IN),
        ("/infrastructure/oauth2callback", Way.LOGGING_IN),
        ("/metrics", Way.TOKEN),
        ("/trpc", Way.TOKEN),
        ("/trpc/gateways.getConfig", Way.TOKEN),
        ("/api/v1/gateways", Way.TOKEN),
        (PAGES, Way.SESSION),
        ("/infrastructure", Way.SESSION),
        ("/infrastructure/_stcore/stream", Way.SESSION),
        ("/infrastructure/media/x.csv", Way.SESSION),
        ("/livez/", Way.SESSION),
        ("/livez/../metrics", Way.SESSION),
        ("//livez", Way.SESSION),
        ("/LIVEZ", Way.SESSION),
        ("/metricsx", Way.SESSION),
        ("/infrastructure/login/x", Way.SESSION),
        ("/infrastructure/auth/login/../../deployments", Way.SESSION),
        ("", Way.SESSION),
    ],
)
def test_a_path_needs_a_login_unless_it_is_named(path: str, needs: Way) -> None:
    assert way(path) is needs


@pytest.mark.parametrize("place", [PAGES, f"{PAGES}deployments?gateway=us&executor=a%2Fb&q=%C3%A4"])
def test_a_login_leads_back_to_a_page(place: str) -> None:
    assert place_to_return(place) == place


@pytest.mark.parametrize(
    "place",
    [
        "",
        "https://evil.example/",
        "//evil.example/infrastructure/",
        "/\\evil.example",
        f"{PAGES}\\evil",
        f"{PAGES}deployments\r\nSet-Cookie: a=b",
        f"{PAGES}a b",
        f"{PAGES}ä",
        "/metrics",
        LOGIN,
        LOGOUT,
        PAGES + "x" * 3_000,
    ],
)
def test_a_login_leads_nowhere_else(place: str) -> None:
    assert place_to_return(place) == PAGES


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_whatever_is_asked_for_a_login_leads_to_a_page(asked: str) -> None:
    assert place_to_return(asked).startswith(PAGES)
    assert place_to_return(PAGES + asked).startswith(PAGES)
