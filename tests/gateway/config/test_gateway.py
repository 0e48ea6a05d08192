from typing import Any

import pytest
from pydantic import ValidationError

from lib.gateway.config import Gateway, token_variable

CANARY = "mas_canary"


def gateway(**fields: Any) -> Gateway:
    return Gateway.model_validate({"id": "us-east-1", "url": "http://gw.example:8080", **fields})


@pytest.mark.parametrize(
    ("gateway_id", "variable"),
    [
        ("us-east-1", "GATEWAY_TOKEN_US_EAST_1"),
        ("US East.1", "GATEWAY_TOKEN_US_EAST_1"),
        ("münchen", "GATEWAY_TOKEN_M_NCHEN"),
        ("straße", "GATEWAY_TOKEN_STRASSE"),
        ("7", "GATEWAY_TOKEN_7"),
    ],
)
def test_the_token_variable_is_the_id_in_capitals_with_underscores(gateway_id: str, variable: str) -> None:
    assert token_variable(gateway_id) == variable


def test_what_is_left_out_has_a_default() -> None:
    plain = gateway()
    assert plain.name == "us-east-1"
    assert plain.datacenter is None
    assert plain.health_path == "/health"
    assert plain.token is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://gw.example:8080", "http://gw.example:8080"),
        (" http://gw.example:8080/ ", "http://gw.example:8080"),
        ("HTTPS://gw.example", "https://gw.example"),
        ("https://proxy.example/gw1//", "https://proxy.example/gw1"),
        ("http://[fd00::7]:51000", "http://[fd00::7]:51000"),
        ("http://127.0.0.1:51000", "http://127.0.0.1:51000"),
        ("http://münchen.example", "http://münchen.example"),
    ],
)
def test_an_http_address_is_kept_without_space_and_slash_at_its_ends(given: str, kept: str) -> None:
    assert gateway(url=given).url == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gw.example:8080",
        "//gw.example",
        "file:///etc/passwd",
        "file://gw.example/etc/passwd",
        "gopher://gw.example",
        "gopher://gw.example:70/_GET",
        "ftp://gw.example",
        "data:text/html,hello",
        "unix:///run/gateway.sock",
        "http+unix://%2Frun%2Fgateway.sock",
        "jar:http://gw.example!/",
        "javascript:alert(1)",
        "ldap://gw.example",
        "dict://gw.example:11211",
        "ws://gw.example",
        "blob:http://gw.example",
        "view-source:http://gw.example",
        "netdoc:///etc/passwd",
        "grpc://gw.example:52000",
        "http://",
        "http:gw.example",
        "http://:8080",
        "http://gw.example:0",
        "http://gw.example:99999",
        "http://gw.example:port",
        "http://[fd00::7",
        f"http://user:{CANARY}@gw.example",
        f"http://{CANARY}@gw.example",
        f"http://gw.example/?token={CANARY}",
        f"http://gw.example/#{CANARY}",
        f"http://gw.example /{CANARY}",
        f"http://gw.example\n/{CANARY}",
        "http://gw.example/\x00",
        "http://gw.example/dry_run",
    ],
)
def test_any_other_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        gateway(url=url)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("path", ["/", "/health", "/api/operations/health", "/check", "/a-b/c.d~"])
def test_a_path_is_a_health_path(path: str) -> None:
    assert gateway(health_path=path).health_path == path


@pytest.mark.parametrize(
    "path",
    ["", "health", "http://gw.example/health", "/check?text=x", "/a#b", "/a b", "/a\nb", "/job/submit", "/dry%5Frun"],
)
def test_anything_else_is_not(path: str) -> None:
    with pytest.raises(ValidationError):
        gateway(health_path=path)


def test_address_and_health_path_together_cannot_name_a_forbidden_route() -> None:
    with pytest.raises(ValidationError):
        gateway(url="http://gw.example/job", health_path="/submit")


@pytest.mark.parametrize("field", ["id", "name", "datacenter"])
@pytest.mark.parametrize("text", ["a\x00b", "x" * 201])
def test_texts_are_short_and_printable(field: str, text: str) -> None:
    with pytest.raises(ValidationError):
        gateway(**{field: text})


def test_texts_are_folded_to_one_line() -> None:
    folded = gateway(id=" us ", name="US\n East", datacenter=" ")
    assert (folded.id, folded.name, folded.datacenter) == ("us", "US East", None)


@pytest.mark.parametrize(("given", "kept"), [(None, None), ("", None), (" \n", None), (f" {CANARY}\n", CANARY)])
def test_a_token_is_stripped_and_nothing_is_no_token(given: str | None, kept: str | None) -> None:
    token = gateway(token=given).token
    assert (token.get_secret_value() if token else None) == kept


@pytest.mark.parametrize("token", [f"{CANARY}\nX-Evil: 1", f"Bearer {CANARY}", f"{CANARY}é", f"{CANARY}\x00", "令牌"])
def test_a_token_that_would_break_a_header_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(ValidationError) as caught:
        gateway(token=token)
    assert CANARY not in str(caught.value)


def test_the_token_is_in_no_text_or_dump() -> None:
    secret = gateway(token=CANARY)
    told = f"{secret} {secret!r} {secret.model_dump()} {secret.model_dump_json()} {dict(secret)['token']}"
    assert CANARY not in told
    assert "token" not in secret.model_dump()


def test_a_changed_token_makes_another_gateway_but_not_another_hash() -> None:
    old, new = gateway(token=CANARY), gateway(token="other")
    assert old != new
    assert old == gateway(token=CANARY)
    assert hash(old) == hash(new) == hash(gateway())


def test_a_gateway_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        gateway().url = "http://other.example"
