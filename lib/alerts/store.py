"""The file that alerts outlive a restart in: what fires, what was told, silences, and what is still to be delivered."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from lib.alerts.delivery import Unsent
from lib.alerts.engine import State

VERSION: Final = 1
_BEGUN: Final = "Alerts begin anew: what still fires is told once more, and silences are gone."


class Stored(Struct, frozen=True):
    """What the file holds."""

    version: int = VERSION
    state: State = State()
    unsent: tuple[Unsent, ...] = ()


class StoreError(Exception):
    """The file can't be read or written; the message says why and what a person can do."""


def load(file: Path) -> tuple[Stored, str | None]:
    """What the file holds, nothing where there is none; and a notice where a broken one was set aside."""
    try:
        stored = msgspec.json.decode(file.read_bytes(), type=Stored)
    except FileNotFoundError:
        return Stored(), None
    except OSError as error:
        return Stored(), f"{file} can't be read: {error.strerror}. {_BEGUN}"
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return Stored(), _set_aside(file, str(error))
    if stored.version != VERSION:
        return Stored(), _set_aside(file, f"it is of version {stored.version}, and {VERSION} is known here")
    return stored, None


def save(file: Path, stored: Stored) -> None:
    """Write the file whole or not at all. Raises StoreError."""
    new = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with new.open("wb") as writing:
            writing.write(msgspec.json.encode(stored))
            writing.flush()
            os.fsync(writing.fileno())
        new.replace(file)
    except OSError as error:
        remedy = "Until it can be, a restart may repeat what was told, and forgets silences"
        raise StoreError(f"{file} can't be written: {error.strerror}. {remedy}.") from error


def _set_aside(file: Path, reason: str) -> str:
    aside = file.with_name(f"{file.name}.broken-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    try:
        file.replace(aside)
    except OSError as error:
        return f"{file} can't be used: {reason}; nor can it be set aside: {error.strerror}. {_BEGUN}"
    return f"{file} can't be used: {reason}. It was set aside as {aside}. {_BEGUN}"
