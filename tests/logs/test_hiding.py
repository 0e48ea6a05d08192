import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from pydantic import SecretStr

from lib.fleet.masking import MASK
from lib.logs.hiding import Hiding, known_secrets
from lib.settings import Settings

CANARY = "zq7#canary/7'q\\z"
SETTINGS = Settings(
    history_url="https://ann:hunter2-of-mimir@mimir.example/prometheus",
    notify_urls=SecretStr("slack://TOKENA111/TOKENB222/TOKENC333, json://bob:hunter2-of-bob@hooks.example/notify"),
)
BLOCK = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----"


@pytest.mark.parametrize(
    "text",
    [
        f"token {CANARY} was refused",
        f"GET /?x={quote(CANARY, safe='')}",
        f"GET /?x={quote_plus(CANARY)}",
        f"refused {CANARY!r}",
        f"refused {json.dumps(CANARY)}",
    ],
)
def test_a_known_secret_is_hidden_in_whatever_way_it_is_written(text: str) -> None:
    hidden = Hiding([CANARY]).text(text)
    assert MASK in hidden
    assert "canary" not in hidden


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer hunter2hunter2",
        "headers: {'authorization': 'Basic aHVudGVyMjpodW50ZXIy'}",
        "sent bearer hunter2hunter2 to it",
        "could not reach https://hunter2@host.example/x",
        "could not reach https://ann:hunter2@host.example/x",
        "password=hunter2",
        'api_key: "hunter2"',
        "--token hunter2",
        '{"db": {"password": "hunter2"}}',
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str) -> None:
    hidden = Hiding().text(text)
    assert MASK in hidden
    assert "hunter2" not in hidden
    assert "aHVudGVy" not in hidden


@pytest.mark.parametrize(
    "text",
    [
        "Gateway us-east-1 GET /api/deployments: 200 in 12 ms, 4711 bytes",
        "GET /infrastructure/static/js/index.BdpTfkUf.js 200 in 3 ms for ann@example.org",
        "Gateway us-east-1 does not answer health: US East /health: connect_timeout",
        "data/gateways.json: 3 gateways",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Hiding([CANARY]).text(text) == text


def test_a_secret_in_one_line_hides_no_other_line() -> None:
    text = f"Traceback\n  token = 'hunter2hunter2'\n{BLOCK}\nValueError: port 8080"
    hidden = Hiding().lines(text)
    assert hidden.startswith("Traceback\n")
    assert hidden.endswith("\nValueError: port 8080")
    assert "hunter2" not in hidden
    assert "kqhkiG9w0BAQEF" not in hidden


def test_fields_are_hidden_by_their_names_and_by_their_values() -> None:
    fields = {"route": "/x", "bytes": 7, "session_token": "short", "said": "password=hunter2", "by": CANARY}
    assert Hiding([CANARY]).fields(fields) == {
        "route": "/x",
        "bytes": 7,
        "session_token": MASK,
        "said": f"password={MASK}",
        "by": MASK,
    }


def test_the_secrets_of_settings_and_environment_are_known() -> None:
    known = known_secrets(SETTINGS, {"GATEWAY_TOKEN_US": "hunter2-of-us", "PATH": "/usr/bin"})
    hidden = Hiding(known).text("hunter2-of-us hunter2-of-mimir TOKENB222 hunter2-of-bob /usr/bin hooks.example")
    assert hidden == f"{MASK} {MASK} {MASK} {MASK} /usr/bin hooks.example"


def test_what_is_too_short_to_be_told_from_words_is_not_looked_for() -> None:
    assert known_secrets(Settings(), {"GATEWAY_TOKEN_US": "abc", "GATEWAY_TOKEN_EU": ""}) == []


@limits(max_examples=100)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=6, max_size=30), st.text(max_size=20))
def test_no_known_secret_is_ever_written(secret: str, around: str) -> None:
    hiding = Hiding([secret])
    written = hiding.text(f"{around} {secret} {around}")
    assert secret not in written.replace(MASK, "")
