import json
import socket
from urllib.parse import urlsplit

import pytest

from bench import servers


def test_a_silent_server_accepts_and_never_answers() -> None:
    with servers.silent() as stuck:
        address = urlsplit(stuck.url)
        with socket.create_connection((address.hostname, address.port)) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
            connection.settimeout(0.2)
            with pytest.raises(TimeoutError):
                connection.recv(1)
        assert stuck.accepted == 1


def test_a_file_of_gateways_lasts_as_long_as_it_is_needed() -> None:
    with servers.configured({"well": "http://one:1", "other": "http://two:2"}) as file:
        gateways = json.loads(file.read_text(encoding="utf-8"))["gateways"]
    assert [(gateway["id"], gateway["url"]) for gateway in gateways] == [
        ("well", "http://one:1"),
        ("other", "http://two:2"),
    ]
    assert not file.exists()


def test_a_gateway_tells_where_it_listens() -> None:
    with servers.gateway(1) as served:
        assert urlsplit(served.url).hostname == "127.0.0.1"
