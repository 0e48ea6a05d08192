import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lib.demo.embedded import embedded_gateways
from lib.settings import Settings

_ROOT = Path(__file__).parents[2]
_PARENT = """
import sys
from lib.demo.embedded import embedded_gateways
with embedded_gateways() as configuration:
    print(configuration, flush=True)
    sys.stdin.read()
"""


def _connect(url: str) -> socket.socket:
    address = urlsplit(url)
    assert address.hostname is not None
    assert address.port is not None
    return socket.create_connection((address.hostname, address.port), timeout=30)


def _urls(configuration: Path) -> list[str]:
    return [gateway["url"] for gateway in json.loads(configuration.read_bytes())["gateways"]]


def _interpreter(folder: Path, script: str) -> str:
    stand_in = folder / "python"
    stand_in.write_text(f"#!/bin/sh\n{script}\n")
    stand_in.chmod(0o755)
    return str(stand_in)


def test_gateways_answer_inside_the_block_and_are_gone_after_it() -> None:
    with embedded_gateways() as configuration:
        urls = _urls(configuration)
        assert len(urls) == 3
        for url in urls:
            _connect(url).close()
    for url in urls:
        with pytest.raises(ConnectionRefusedError):
            _connect(url)
    assert not configuration.parent.exists()


def _environment_of(argument: str) -> str:
    """The environment of the process that was started with this argument."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if argument in (process / "cmdline").read_text().split("\0"):
                return (process / "environ").read_text()
        except OSError:
            continue  # ended meanwhile, or somebody else's
    raise AssertionError(f"no process was started with {argument}")


def test_the_child_is_told_no_token_and_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = [name.upper() for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)]
    assert {"COOKIE_SECRET", "OIDC_CLIENT_SECRET", "ACCESS_TOKENS"} <= set(secret)
    for name in ("GATEWAY_TOKEN_US", "HISTORY_URL", "history_url", *secret):
        monkeypatch.setenv(name, "http://canary7")
    monkeypatch.setenv("LANG", "C.UTF-8")
    with embedded_gateways() as configuration:
        environment = _environment_of(str(configuration))
    assert "LANG=C.UTF-8" in environment
    assert "canary7" not in environment


def test_gateways_are_gone_when_the_block_fails() -> None:
    urls = []

    def fail() -> None:
        with embedded_gateways() as configuration:
            urls.extend(_urls(configuration))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with pytest.raises(ConnectionRefusedError):
        _connect(urls[0])


def test_gateways_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    command, pipe = [sys.executable, "-c", _PARENT], subprocess.PIPE
    environment = {**os.environ, "TMPDIR": str(tmp_path)}  # nobody is left to remove the folder
    with subprocess.Popen(command, cwd=_ROOT, env=environment, stdin=pipe, stdout=pipe) as parent:
        assert parent.stdout is not None
        configuration = Path(parent.stdout.readline().decode().strip())
        [url, *_] = _urls(configuration)
        with _connect(url) as kept, kept.makefile("rb") as answers:
            kept.sendall(b"GET / HTTP/1.1\r\nHost: demo\r\n\r\n")
            assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
            parent.kill()
            answers.read()  # until the child ends the connection
    with pytest.raises(ConnectionRefusedError):
        _connect(url)


def test_a_child_that_fails_is_an_error_with_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", _interpreter(tmp_path, "echo no such module >&2; exit 3"))
    with pytest.raises(RuntimeError, match="did not start within 10 s; stderr: no such module"), embedded_gateways():
        pass


def test_a_child_that_never_announces_itself_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", _interpreter(tmp_path, "exec cat"))
    with pytest.raises(RuntimeError, match=r"did not start within 0\.1 s; stderr: nothing"), embedded_gateways(0.1):
        pass
