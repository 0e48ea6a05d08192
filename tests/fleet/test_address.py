"""Addresses as gateways write them (contract 10, quirk 10)."""

import pytest

from lib.fleet.address import host, netloc, split_key


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("grpc://10.4.0.11:7101", "10.4.0.11:7101"),
        ("grpcs://10.4.0.11:7101", "10.4.0.11:7101"),
        ("10.4.0.11:7101", "10.4.0.11:7101"),
        ("grpc://[fd00::7]:7101", "[fd00::7]:7101"),
        ("[fd00::7]:7101", "[fd00::7]:7101"),
        (" grpc://worker-0.marie:7101/ ", "worker-0.marie:7101"),
        ("", None),
        (None, None),
        ("  ", None),
        ("grpc://", None),
    ],
)
def test_a_scheme_is_stripped_and_nothing_else(written: str | None, bare: str | None) -> None:
    assert netloc(written) == bare


@pytest.mark.parametrize(
    ("address", "expected"),
    [("10.4.0.11:7101", "10.4.0.11"), ("[fd00::7]:7101", "[fd00::7]"), ("worker-0", "worker-0")],
)
def test_the_host_is_what_stands_before_the_port(address: str, expected: str) -> None:
    assert host(address) == expected


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("10.4.0.11:7101/invoice_executor", ("10.4.0.11:7101", "invoice_executor")),
        ("[fd00::7]:7101/invoice_executor", ("[fd00::7]:7101", "invoice_executor")),
        ("fd00::7:7101/invoice.executor-ü", ("fd00::7:7101", "invoice.executor-ü")),
        ("grpc://10.4.0.11:7101/invoice_executor", ("10.4.0.11:7101", "invoice_executor")),
        ("10.4.0.11:7101/team a/invoice/v2", ("10.4.0.11:7101", "team a/invoice/v2")),
        ("grpc://10.4.0.11:7101/team a/invoice", ("10.4.0.11:7101", "team a/invoice")),
        ("10.4.0.11:7101/", None),
        ("/invoice_executor", None),
        ("grpc:///invoice_executor", None),
        ("invoice_executor", None),
        ("", None),
    ],
)
def test_a_status_key_is_split_where_its_address_ends(key: str, place: tuple[str, str] | None) -> None:
    assert split_key(key) == place
