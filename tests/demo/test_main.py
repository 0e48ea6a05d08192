import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).parents[2]
_LIMIT = 30
_Child = subprocess.Popen[bytes]
_Start = Callable[..., _Child]


@pytest.fixture
def start() -> Iterator[_Start]:
    children: list[_Child] = []

    def start(*arguments: str) -> _Child:
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "lib.demo", *arguments]
        children.append(subprocess.Popen(command, cwd=_ROOT, stdin=pipe, stdout=pipe, stderr=pipe))
        return children[-1]

    yield start
    for child in children:
        child.kill()
        child.communicate()


def _announced(child: _Child) -> list[dict[str, str]]:
    assert child.stdout is not None
    gateways: list[dict[str, str]] = json.loads(child.stdout.readline())["gateways"]
    return gateways


def _get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=_LIMIT) as answer:  # noqa: S310  (an http address of our own child)
        return json.load(answer)


def test_it_announces_three_gateways_that_answer_and_writes_the_same(start: _Start, tmp_path: Path) -> None:
    file = tmp_path / "gateways.json"
    gateways = _announced(start("--write", str(file)))
    assert [gateway["id"] for gateway in gateways] == ["us-east-1", "eu-west-1", "ap-south-1"]
    assert [_get(gateway["url"]) for gateway in gateways] == [{}, {}, {}]
    assert json.loads(file.read_bytes()) == {"gateways": gateways}


def test_it_ends_when_stdin_closes_and_says_nothing(start: _Start) -> None:
    child = start("--until-stdin-closes")
    _announced(child)
    _, errors = child.communicate(timeout=_LIMIT)
    assert (child.returncode, errors) == (0, b"")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_without_a_traceback(start: _Start, number: signal.Signals) -> None:
    child = start()
    _announced(child)
    child.send_signal(number)
    _, errors = child.communicate(timeout=_LIMIT)
    assert (child.returncode, errors) == (0, b"")


def test_without_the_option_the_end_of_stdin_does_not_end_it(start: _Start) -> None:
    child = start()
    [gateway, *_] = _announced(child)
    assert child.stdin is not None
    child.stdin.close()
    assert _get(gateway["url"]) == {}
    child.stdin = None
    child.terminate()
    child.communicate(timeout=_LIMIT)
    assert child.returncode == 0


def test_a_benchmark_serves_one_gateway_of_the_size_asked_for_and_counts(start: _Start, tmp_path: Path) -> None:
    counts = tmp_path / "counts.json"
    options = ("--executors", "30", "--nodes", "2", "--generation", "g1", "--count-file", str(counts))
    child = start(*options, "--until-stdin-closes")
    [gateway] = _announced(child)
    assert json.loads(counts.read_bytes()) == {"bench": {}}
    result = _get(f"{gateway['url']}/api/deployments")["result"]
    assert (len(result["deployment_nodes"]), len(result["deployments"])) == (30, 60)
    _, errors = child.communicate(timeout=_LIMIT)
    assert errors == b""
    assert json.loads(counts.read_bytes()) == {"bench": {"/api/deployments": 1}}


def test_a_taken_port_is_said_in_one_line(start: _Start) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        child = start("--executors", "1", "--port", str(other.getsockname()[1]))
        _, errors = child.communicate(timeout=_LIMIT)
    assert child.returncode == 1
    assert errors.decode().splitlines() == ["python -m lib.demo: [Errno 98] Address already in use"]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--nodes", "3"), "--nodes, --generation and --port need --executors"),
        (("--executors", "0"), "0 is not between 1 and 50000"),
        (("--executors", "many"), "invalid whole_number value: 'many'"),
    ],
)
def test_wrong_options_are_refused_with_the_reason(start: _Start, options: tuple[str, ...], complaint: str) -> None:
    child = start(*options)
    _, errors = child.communicate(timeout=_LIMIT)
    assert child.returncode == 2
    assert complaint in errors.decode()
