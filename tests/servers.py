"""Servers of the distribution that tests run: Prometheus, Alertmanager, HAProxy."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import httpx

PATIENCE: Final = 60.0
"""Seconds within which a server starts, and whatever follows happens, on a machine that is busy with something else."""

PAUSE: Final = 0.02
"""Seconds between two looks at whether something has happened."""

Found = TypeVar("Found")


def program(name: str) -> str:
    """The path of a program; a test that needs it fails where it is missing."""
    found = shutil.which(name)
    assert found, f"{name} is missing: run scripts/install_servers"
    return found


def awaited(look: Callable[[], Found | None]) -> Found:
    """What a look finds as soon as it finds something."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = look()
        if found is not None:
            return found
        time.sleep(PAUSE)
    raise TimeoutError("what was awaited did not happen")


def free_address() -> str:
    """``host:port`` of this machine that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@contextmanager
def started(
    command: Sequence[str], ready: str, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    """A server while the block runs, from when the address ``ready`` answers; ``log`` is the file that it writes to."""
    with (
        log.open("wb") as said,
        subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, **(environment or {})}) as process,
    ):
        try:
            awaited(lambda: _answers(process, ready, log))
            yield
        finally:
            process.terminate()


def _answers(process: subprocess.Popen[bytes], ready: str, log: Path) -> bool | None:
    assert process.poll() is None, f"{process.args!r} has ended: {log.read_text()}"
    try:
        return not httpx.get(ready, trust_env=False).is_server_error or None
    except httpx.TransportError:
        return None
