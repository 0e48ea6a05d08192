import gc
import logging
from collections.abc import Iterator
from typing import Final

import pytest

from lib.gateway.config import token_variable
from tests.faults.certificates import Certificates, made
from tests.faults.server import Resolver
from tests.security.secrets import TOKEN, sightings

FORESEEN: Final = "lib.history.keeper"
"""Says by an error, in words, that the history file cannot be written."""


class Unwanted(logging.Handler):
    """Keeps what should never be logged: an error, an exception that nobody had foreseen, or a token.

    Lines are looked at as they are before the log of the process hides the secrets that it knows.
    """

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = f"{self.format(record)} {getattr(record, 'fields', '')}"
        is_error = record.levelno >= logging.ERROR and record.name != FORESEEN
        if record.exc_info or is_error or sightings(line.encode()):
            self.kept.append(line)


@pytest.fixture(scope="module", autouse=True)
def unwanted() -> Iterator[Unwanted]:
    """Looks at all that the tests of a file log, at every level what the dashboard itself does."""
    handler, ours = Unwanted(), logging.getLogger("lib")
    before = ours.level
    ours.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    try:
        yield handler
        gc.collect()  # a task whose exception nobody asked for says so when it is collected
        assert handler.kept == []
    finally:
        logging.getLogger().removeHandler(handler)
        ours.setLevel(before)


@pytest.fixture(autouse=True)
def _nothing_unwanted_is_logged(unwanted: Unwanted) -> Iterator[None]:
    yield
    kept, unwanted.kept = unwanted.kept, []
    assert kept == []


@pytest.fixture(scope="module", autouse=True)
def _us_has_a_token() -> Iterator[None]:
    """Gives the gateway ``us`` of any test its token."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(token_variable("us"), TOKEN)
        yield


@pytest.fixture(scope="module")
def resolver() -> Iterator[Resolver]:
    with Resolver().answering() as answering:
        yield answering


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return made(tmp_path_factory.mktemp("certificates"))
