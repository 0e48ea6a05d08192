import gc
import logging
from collections.abc import Iterator
from typing import Final

import pytest

from tests.faults.certificates import Certificates, made
from tests.faults.server import Resolver

FORESEEN: Final = "lib.history.keeper"
"""Says by an error, in words, that the history file cannot be written."""


class Uncaught(logging.Handler):
    """Keeps what should never be logged: an error, or an exception that nobody had foreseen."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info or (record.levelno >= logging.ERROR and record.name != FORESEEN):
            self.kept.append(self.format(record))


@pytest.fixture(scope="module", autouse=True)
def uncaught() -> Iterator[Uncaught]:
    """Holds that nothing uncaught is logged by the tests of a file, that of forgotten tasks included."""
    handler = Uncaught()
    logging.getLogger().addHandler(handler)
    try:
        yield handler
        gc.collect()  # a task whose exception nobody asked for says so when it is collected
        assert handler.kept == []
    finally:
        logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="module")
def resolver() -> Iterator[Resolver]:
    with Resolver().answering() as answering:
        yield answering


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return made(tmp_path_factory.mktemp("certificates"))
