"""Demo gateways as a child of this process, for as long as a with-block lasts."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from lib.gateway.config import token_variable
from lib.settings import Settings

__all__ = ["embedded_gateways"]

_PROJECT = Path(__file__).resolve().parents[2]
_END_LIMIT = 1.0


@contextmanager
def embedded_gateways(start_limit: float = 10.0) -> Iterator[Path]:
    """Start the demo gateways and give the path of a gateways.json that names them; end them with the block.

    The child ends at the end of its stdin, so it cannot outlive this process, however that ends. It has a session of
    its own: Ctrl-C in this process's terminal is this process's affair.

    Raises:
        RuntimeError: the gateways do not accept connections within `start_limit` seconds; it says what the child
            wrote to stderr.
    """
    with TemporaryDirectory(prefix="demo-gateways-") as folder:
        configuration = Path(folder, "gateways.json")
        with _child(configuration, Path(folder, "stderr.txt"), start_limit):
            yield configuration


@contextmanager
def _child(configuration: Path, errors: Path, start_limit: float) -> Iterator[None]:
    command = [sys.executable, "-m", "lib.demo", "--until-stdin-closes", "--write", str(configuration)]
    with (
        errors.open("wb") as stderr,
        subprocess.Popen(  # noqa: S603  (our own interpreter, and arguments of our own)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=_PROJECT,
            env=_without_settings(os.environ),
            start_new_session=True,
        ) as child,
    ):
        try:
            if not _announced(child, start_limit):
                said = errors.read_text(errors="replace").strip() or "nothing"
                raise RuntimeError(f"The demo gateways did not start within {start_limit:g} s; stderr: {said}")
            yield
        finally:
            _end(child)


def _without_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """What the child may know: no setting of ours, as some are secret, and no token."""
    settings = {name.upper() for name in Settings.model_fields}
    kept = (name for name in environ if name.upper() not in settings and not name.startswith(token_variable("")))
    return {name: environ[name] for name in kept}


def _announced(child: subprocess.Popen[bytes], limit: float) -> bool:
    """Wait for the line that the child writes once all gateways accept connections."""
    give_up = threading.Timer(limit, child.kill)
    give_up.start()
    try:
        return cast("IO[bytes]", child.stdout).readline().endswith(b"\n")
    finally:
        give_up.cancel()


def _end(child: subprocess.Popen[bytes]) -> None:
    cast("IO[bytes]", child.stdin).close()
    try:
        child.wait(_END_LIMIT)
    except subprocess.TimeoutExpired:  # still busy with an answer that nobody waits for
        child.kill()
        child.wait()
