import json
import logging
import traceback
from pathlib import Path

import pytest

from lib.gateway.config import Configuration, ConfigurationError, Gateway, load
from lib.gateway.reach import Reach

URL = "http://gw.example:8080"
CANARY = "mas_canary"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gateways.json"


def write(file: Path, document: object) -> Path:
    file.write_text(json.dumps(document))
    return file


def refusal(file: Path, document: object, environ: dict[str, str] | None = None) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        load(write(file, document), environ or {})
    assert CANARY not in "".join(traceback.format_exception(caught.value))
    return caught.value


def test_the_file_becomes_gateways_in_its_order(file: Path) -> None:
    document = {
        "gateways": [
            {
                "id": "us-east-1",
                "name": "US East",
                "url": URL + "/",
                "datacenter": "us-east-1",
                "health_path": "/healthz",
            },
            {"id": "eu", "url": "https://eu.example"},
        ]
    }
    first = Gateway(id="us-east-1", name="US East", url=URL, datacenter="us-east-1", health_path="/healthz")
    second = Gateway(id="eu", url="https://eu.example")
    assert load(write(file, document), {}) == Configuration((first, second), file)


def test_each_gateway_gets_its_own_token_from_the_environment(file: Path) -> None:
    write(file, [{"id": "us-east-1", "url": URL}, {"id": "eu", "url": URL}])
    us, eu = load(file, {"GATEWAY_TOKEN_US_EAST_1": f"{CANARY}\n", "GATEWAY_TOKEN_OTHER": "x"}).gateways
    assert us.token is not None
    assert us.token.get_secret_value() == CANARY
    assert eu.token is None


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "2852039166:8080", "0xA9FEA9FE", "025177524776", "[::ffff:a9fe:a9fe]:80", "[fe80::1]"],
)
def test_an_address_where_clouds_keep_credentials_is_refused_unless_it_is_allowed(file: Path, host: str) -> None:
    document = [{"id": "us", "url": URL}, {"id": "eu", "url": f"http://{host}/latest"}]
    error = refusal(file, document)
    assert (error.entry, error.field) == ("entry 2 (eu)", "url")
    assert "LINK_LOCAL=allow" in error.remedy
    assert len(load(file, {}, Reach(())).gateways) == 2


def test_no_token_gets_into_repr_or_log(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    write(file, [{"id": "us", "url": URL, "odd": 1}])
    assert CANARY not in repr(load(file, {"GATEWAY_TOKEN_US": CANARY})) + caplog.text


@pytest.mark.parametrize(
    ("entry", "field", "problem"),
    [
        ({"url": URL}, "id", "is missing"),
        ({"id": "", "url": URL}, "id", "is empty"),
        ({"id": 7, "url": URL}, "id", "must be a valid string"),
        ({"id": "us"}, "url", "is missing"),
        ({"id": "us", "url": 7}, "url", "must be a valid string"),
        ({"id": "us", "url": "gw.example"}, "url", "must begin with http:// or https://"),
        ({"id": "us", "url": "file:///x"}, "url", "must begin with http:// or https://"),
        ({"id": "us", "url": "http://"}, "url", "names no host and port"),
        ({"id": "us", "url": "http://gw.example:99999"}, "url", "is not a valid address"),
        ({"id": "us", "url": f"{URL}?token={CANARY}"}, "url", "must not have a query or a fragment"),
        (
            {"id": "us", "url": f"http://me:{CANARY}@gw.example"},
            "url",
            "must not hold a user name or password (a token belongs in GATEWAY_TOKEN_US)",
        ),
        ({"id": "us", "url": URL, "name": ["x"]}, "name", "must be a valid string"),
        ({"id": "us", "url": URL, "datacenter": 1}, "datacenter", "must be a valid string"),
        ({"id": "us", "url": URL, "health_path": "health"}, "health_path", "must begin with /"),
        (
            {"id": "us", "url": URL, "health_path": "/api/jobs"},
            "health_path",
            "the health path is a route that a monitor must never ask for",
        ),
    ],
)
def test_an_error_names_file_entry_field_and_what_would_be_right(
    file: Path, entry: object, field: str, problem: str
) -> None:
    error = refusal(file, [{"id": "good", "url": URL}, entry])
    assert (error.file, error.field, error.problem) == (file, field, problem)
    assert error.entry is not None
    assert error.entry.startswith("entry 2")
    assert str(error) == f"{file}, {error.entry}, field {field}: {problem}. {error.remedy}."
    assert error.remedy.startswith("Write ")


@pytest.mark.parametrize("token", [f"{CANARY}\r\nX: 1", f"Bearer {CANARY}", f"{CANARY}é"])
def test_a_token_that_cannot_be_sent_is_refused_by_the_name_of_its_variable(file: Path, token: str) -> None:
    error = refusal(file, [{"id": "us-east", "url": URL}], {"GATEWAY_TOKEN_US_EAST": token})
    assert error.field == "GATEWAY_TOKEN_US_EAST"
    assert "without the word Bearer" in error.remedy


def test_two_entries_with_one_id_are_refused(file: Path) -> None:
    error = refusal(file, [{"id": "us", "url": URL}, {"id": "eu", "url": URL}, {"id": " us", "url": URL}])
    assert (error.entry, error.field, error.problem) == ("entry 3 (us)", "id", "is the same as in entry 1 (us)")


def test_two_ids_with_one_token_variable_are_refused(file: Path) -> None:
    error = refusal(file, [{"id": "us-east", "url": URL}, {"id": "us.east", "url": URL}])
    assert error.entry == "entry 2 (us.east)"
    assert "share the token variable GATEWAY_TOKEN_US_EAST" in error.problem


def test_unknown_keys_are_tolerated_with_one_log_line(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(file, {"$schema": "x", "gateways": [{"id": "us", "url": URL, "region": CANARY, "tags": []}]})
    assert len(load(file, {}).gateways) == 1
    (record,) = caplog.records
    assert record.name == "lib.gateway.config"
    assert record.getMessage() == (
        f"{file}: ignored unknown keys: '$schema' at the top, 'region' in entry 1 (us), 'tags' in entry 1 (us)"
    )


def test_a_file_without_unknown_keys_writes_no_line(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    load(write(file, [{"id": "us", "url": URL}]), {})
    assert caplog.records == []
