from pathlib import Path
from typing import Any

import pytest

from lib.gateway.config.entries import SECRET_KEYS, entries, unknown_top_level_keys
from lib.gateway.config.problem import ConfigurationError

FILE = Path("gateways.json")
URL = "http://gw.example:8080"
CANARY = "mas_canary"


def refusal(document: object) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        entries(FILE, document)
    assert CANARY not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    "document",
    [
        {"gateways": [{"id": "us", "url": URL}]},
        [{"id": "us", "url": URL}],
        {"us": {"url": URL}},
        {"us": {"id": "us", "url": URL}},
        {"gateways": {"us": {"url": URL}}},
        [{"id": "us", "url": URL, "name": None}],
    ],
)
def test_each_form_gives_the_same_entry(document: object) -> None:
    (entry,) = entries(FILE, document)
    assert entry.label == "entry 1 (us)"
    assert dict(entry.fields) == {"id": "us", "url": URL}


def test_entries_are_numbered_in_the_files_order() -> None:
    found = entries(FILE, [{"id": "b"}, {"url": URL}, {"id": 7}, {"id": " two\nlines"}])
    assert [entry.label for entry in found] == ["entry 1 (b)", "entry 2", "entry 3", "entry 4 (two lines)"]


@pytest.mark.parametrize("document", [None, 1, "x", {"gateways": None}, {"gateways": "x"}])
def test_another_form_is_refused(document: object) -> None:
    assert refusal(document).problem == "the file lists no gateways"


@pytest.mark.parametrize("document", [[], {}, {"gateways": []}, {"gateways": {}}])
def test_an_empty_list_is_refused(document: object) -> None:
    assert refusal(document).problem == "the file lists no gateway"


def test_an_entry_that_is_no_object_is_refused() -> None:
    error = refusal([{"id": "us"}, URL])
    assert (error.entry, error.problem) == ("entry 2", "must be an object")
    assert refusal({"us": URL}).entry == "entry 1 (us)"


def test_an_id_that_differs_from_its_key_is_refused() -> None:
    error = refusal({"us": {"id": "eu", "url": URL}})
    assert (error.entry, error.field) == ("entry 1 (eu)", "id")
    assert error.problem == "differs from the key 'us' that the entry stands under"


@pytest.mark.parametrize("key", [*sorted(SECRET_KEYS), "Token", "API-Key", " Bearer-Token "])
def test_a_secret_in_an_entry_is_refused_with_the_variable_to_use(key: str) -> None:
    error = refusal([{"id": "us-east", "url": URL, key: CANARY}])
    assert (error.entry, error.field) == ("entry 1 (us-east)", key)
    assert "environment variable GATEWAY_TOKEN_US_EAST" in error.remedy


@pytest.mark.parametrize(
    "document",
    [
        [{"id": "us", "url": URL, "headers": {"Authorization": CANARY}}],
        [{"id": "us", "url": URL, "auth": [{"keys": [{"api_key": CANARY}]}]}],
        {"gateways": [{"id": "us", "url": URL}], "token": CANARY},
        {"gateways": [{"id": "us", "url": URL}], "defaults": {"token": CANARY}},
        {"us": {"url": URL}, "token": CANARY},
        [{"url": URL, "token": CANARY}],
        [{"id": 7, "url": URL, "token": CANARY}],
    ],
)
def test_a_secret_anywhere_is_refused(document: object) -> None:
    error = refusal(document)
    assert error.problem == "a secret must not stand in this file"
    assert "GATEWAY_TOKEN_" in error.remedy


def test_a_gateway_may_be_called_token() -> None:
    assert entries(FILE, {"token": {"url": URL}})[0].fields["id"] == "token"


def test_unknown_keys_are_known_as_such() -> None:
    document: dict[str, Any] = {"$schema": "x", "gateways": [{"id": "us", "url": URL, "region": "x", "URL": "y"}]}
    assert unknown_top_level_keys(document) == ["$schema"]
    assert entries(FILE, document)[0].unknown_keys == ["region", "URL"]
    assert unknown_top_level_keys({"us": {"url": URL}}) == []
    assert unknown_top_level_keys([]) == []
