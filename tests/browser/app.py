"""The dashboard as a process of its own, as people start it."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self, cast

from lib.settings import Settings

LAUNCHED: Final = ("app.py",)
"""``python app.py``, which is what ``make run`` does."""
STREAMLIT_RUN: Final = ("-m", "streamlit", "run", "app.py")

_PROJECT: Final = Path(__file__).resolve().parents[2]
_START_LIMIT: Final = 60.0
_END_LIMIT: Final = 15.0
_ADDRESS: Final = re.compile(r"URL: (http://\S+)/infrastructure")
_TROUBLE: Final = re.compile(r"Traceback|uncaught", re.IGNORECASE)


class RunningApp:
    """The dashboard as a child process, for as long as a with-block lasts; `url` is where it listens.

    It is up once it has announced its address: no request has been made then. The block fails at its end if
    anything that the process wrote looks like an error that nobody caught. It is started in ``folder``.
    """

    def __init__(
        self,
        gateways_file: Path,
        settings: Mapping[str, str] | None = None,
        *,
        start: tuple[str, ...] = LAUNCHED,
        folder: Path = _PROJECT,
    ) -> None:
        self._folder = folder
        self._command = [sys.executable, *start]
        self._environment = {
            **{name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields},
            "GATEWAYS_FILE": str(gateways_file),
            "PORT": str(_free_port()),
            "HISTORY": "off",
            **(settings or {}),
        }
        self._lines: list[str] = []
        self._announced = threading.Event()
        self.url = ""

    @property
    def log(self) -> str:
        """All that the process has written up to now."""
        return "".join(self._lines)

    def kill(self) -> None:
        """End it as a machine that is lost ends it, without a word to anybody."""
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), name="app-log")
        self._reader.start()
        self._announced.wait(_START_LIMIT)
        if not self.url:
            self._end()
            raise RuntimeError(f"The dashboard did not start:\n{self.log}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        if error is None and _TROUBLE.search(self.log):
            raise AssertionError(f"The dashboard wrote of an error that nobody caught:\n{self.log}")

    def _read(self, output: IO[str] | None) -> None:
        for line in cast("IO[str]", output):
            self._lines.append(line)
            if found := _ADDRESS.search(line):
                self.url = found[1]
                self._announced.set()
        self._announced.set()  # it will announce nothing any more

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_END_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        cast("IO[str]", self._process.stdout).close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
