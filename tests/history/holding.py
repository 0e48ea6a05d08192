"""Other processes that have a history file open, or that write it until they are killed."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]

_HOLD = """
import sys
from pathlib import Path
from lib.history.duckdb_file import DuckdbArchive
archive = DuckdbArchive(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
archive.close()
"""
_WRITE = """
import sys
from datetime import timedelta
from pathlib import Path
from lib.history.duckdb_file import DuckdbArchive
from tests.history.pasts import BEGIN, EVERY, executor, gateway
archive = DuckdbArchive(Path(sys.argv[1]))
executors = [executor(f"extract_{number}", number % 4) for number in range(50)]
number = archive._connection.execute("SELECT count(*) FROM gateway_raw").fetchone()[0]
print(number, flush=True)
while True:
    archive.write([gateway(BEGIN + number * EVERY, *executors)])
    number += 1
    print(number, flush=True)
"""


def _python(script: str, file: Path) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", script, str(file)]
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


@contextmanager
def held(file: Path) -> Iterator[None]:
    """While the block runs, another process has the file open."""
    with _python(_HOLD, file) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline() == "open\n"
        yield
        child.stdin.close()


def kept_until_killed(file: Path, batches: int, longer: float) -> int:
    """Have another process write so many batches of one sample, kill it some seconds later; what it told as written.

    What it tells is read to the end, so that a batch may have been written that it could not tell of any more.
    """
    with _python(_WRITE, file) as child:
        assert child.stdout is not None
        told = [int(child.stdout.readline()) for _ in range(batches + 1)]
        time.sleep(longer)
        child.kill()
        told += [int(line) for line in child.stdout if line.endswith("\n")]
        return told[-1]
