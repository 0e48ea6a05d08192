import os
import threading
from pathlib import Path

from bench import process

_MEBIBYTE = 2**20


def test_memory_grows_with_what_is_held() -> None:
    before = process.resident(os.getpid())
    held = os.urandom(64 * _MEBIBYTE)
    assert process.resident(os.getpid()) > before + 32 * _MEBIBYTE
    assert held


def test_a_thread_is_counted() -> None:
    before, ended = process.threads(os.getpid()), threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        assert process.threads(os.getpid()) == before + 1
    finally:
        ended.set()
        thread.join()


def test_an_open_file_is_counted(tmp_path: Path) -> None:
    before = process.open_files(os.getpid())
    with Path(tmp_path, "file").open("w"):
        assert process.open_files(os.getpid()) == before + 1
