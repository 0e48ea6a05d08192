"""What a process holds, as Linux tells."""

import os
from pathlib import Path

_PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


def resident(pid: int) -> int:
    """Bytes that are in memory."""
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * _PAGE_SIZE


def processor_seconds(pid: int) -> float:
    """Processor time that it has taken so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def threads(pid: int) -> int:
    """How many threads it has."""
    return sum(1 for _ in Path(f"/proc/{pid}/task").iterdir())


def open_files(pid: int) -> int:
    """How many files, connections and the like it has open."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
