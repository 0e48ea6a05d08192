import json
from datetime import datetime
from pathlib import Path

import pytest

from lib.demo import fleets
from lib.demo.app import application
from lib.demo.gateway import Gateway, LiveBodies
from lib.demo.outputs import RequestCountFile, configuration, write_atomically
from lib.demo.server import GatewayServer


@pytest.fixture
def server(noon: datetime) -> GatewayServer:
    gateway = Gateway(fleets.eu_west(noon))
    return GatewayServer(gateway, application(gateway, LiveBodies(gateway)), port=8080)


def test_the_configuration_is_one_line_with_an_entry_for_each_server(server: GatewayServer) -> None:
    content = configuration([server])
    assert b"\n" not in content
    assert json.loads(content) == {
        "gateways": [
            {
                "id": "eu-west-1",
                "name": "EU West (demo)",
                "url": "http://127.0.0.1:8080",
                "datacenter": "eu-west-1",
            }
        ]
    }


def test_a_file_is_replaced_and_nothing_else_left(tmp_path: Path) -> None:
    file = tmp_path / "gateways.json"
    file.write_text("old")
    write_atomically(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_counts_are_written_by_gateway_and_path(tmp_path: Path, server: GatewayServer) -> None:
    counts = RequestCountFile(tmp_path / "counts.json", [server])
    counts.write()
    assert json.loads((tmp_path / "counts.json").read_bytes()) == {"eu-west-1": {}}
    server.gateway.requests["/"] += 2
    counts.write()
    assert json.loads((tmp_path / "counts.json").read_bytes()) == {"eu-west-1": {"/": 2}}


def test_counts_that_have_not_changed_are_not_written_again(tmp_path: Path, server: GatewayServer) -> None:
    counts = RequestCountFile(tmp_path / "counts.json", [server])
    counts.write()
    (tmp_path / "counts.json").unlink()
    counts.write()
    assert list(tmp_path.iterdir()) == []
