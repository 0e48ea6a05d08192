"""`python -m lib.history.export [TARGET]`: a copy of the history to analyse, whether or not the dashboard runs."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from shutil import move
from typing import Final

import duckdb

from lib import settings
from lib.history import copies
from lib.history.duckdb_file import copy_of
from lib.history.questions import ArchiveError

PATIENCE: Final = 30 * copies.LOOK_EVERY
"""Seconds without a sign of life after which a process that has the file open is no dashboard that answers."""

_LOOK_EVERY: Final = 0.1

Say = Callable[[str], object]


def export(file: Path, target: Path, say: Say, patience: float = PATIENCE) -> None:
    """Put a consistent copy of the history ``file`` at ``target``; raises ArchiveError where that can't be.

    ``say`` is told what goes on. Where the file is open in a dashboard, that one is asked to write the copy, and waited
    for as long as it shows a sign of life every ``patience`` seconds.
    """
    if not file.is_file():
        raise ArchiveError(f"There is no history file {file}. Set HISTORY_FILE to the one that the dashboard writes.")
    try:
        copy_of(file, target)
    except duckdb.IOException as error:
        if "Could not set lock" not in str(error):
            raise ArchiveError(f"The history file {file} can't be read: {error}") from error
        say(f"{file} is open in another process: asking it for a copy …")
        _have_copied(file, target, patience)
    except (duckdb.Error, OSError) as error:
        raise ArchiveError(f"{file} could not be copied to {target}: {error}") from error
    say(f"The history is in {target}.")


def _have_copied(file: Path, target: Path, patience: float) -> None:
    wish, answer, refusal = copies.wanted(file), copies.copied(file), copies.failed(file)
    try:
        for old in (answer, refusal):
            old.unlink(missing_ok=True)
        wish.touch()
        _await_answer(file, patience)
        if refusal.exists():
            raise ArchiveError(f"The dashboard could not write the copy: {refusal.read_text(encoding='utf-8')}")
        if not answer.exists():
            raise ArchiveError("The dashboard answered without a copy; its log says why.")
        move(answer, target)
    except OSError as error:
        raise ArchiveError(f"The copy of {file} could not be put to {target}: {error}") from error
    finally:
        wish.unlink(missing_ok=True)
        refusal.unlink(missing_ok=True)


def _await_answer(file: Path, patience: float) -> None:
    """Wait until the wish is gone: for as long as the copy grows, or is still to be begun in time."""
    wish, partial = copies.wanted(file), copies.partial(copies.copied(file))
    grown, ends = 0, time.monotonic() + patience
    while wish.exists():
        size = partial.stat().st_size if partial.exists() else 0
        if size != grown:
            grown, ends = size, time.monotonic() + patience
        if time.monotonic() > ends:
            raise ArchiveError(
                f"The process that has {file} open did not write a copy within {patience:g} s. "
                "Is it a dashboard? End it, and ask again."
            )
        time.sleep(_LOOK_EVERY)


def _print(said: str) -> None:
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


def main() -> None:
    """Copy the history of this environment's settings."""
    parser = argparse.ArgumentParser(
        prog="python -m lib.history.export", description="Copy the history, whether or not the dashboard runs."
    )
    parser.add_argument("target", nargs="?", type=Path, default=Path("history-copy.duckdb"), metavar="TARGET")
    given = parser.parse_args()
    try:
        export(settings.load().history_file, given.target, _print)
    except (ArchiveError, settings.SettingsError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")


if __name__ == "__main__":
    main()
