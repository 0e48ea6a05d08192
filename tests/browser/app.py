"""The dashboard as a process of its own, as people start it."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from lib.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
START_LIMIT = 30.0
END_LIMIT = 15.0

_ANNOUNCEMENT = re.compile(r"URL: (http://\S+?)/infrastructure")
_TROUBLE = re.compile(r"Traceback|uncaught", re.IGNORECASE)

LAUNCHED = ("app.py",)
"""``python app.py``, which is what ``make run`` does."""


def streamlit_run(port: int) -> tuple[str, ...]:
    """``streamlit run app.py``, which knows the port by Streamlit's own option."""
    return ("-m", "streamlit", "run", "app.py", "--server.address=127.0.0.1", f"--server.port={port}")
