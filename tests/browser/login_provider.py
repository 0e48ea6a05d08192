"""A real login provider as a process of its own: what it says of people, and where its metadata are."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Final, cast

_ADDRESS: Final = re.compile(r"running on http://127\.0\.0\.1:(\d+)")


@contextmanager
def login_provider(people: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Let people log in by their names, with these claims; gives the address of the metadata."""
    claims = [f"--user-claims={json.dumps({**each, 'sub': name})}" for name, each in people.items()]
    command = [sys.executable, "-m", "oidc_provider_mock", "--host=127.0.0.1", "--port=0", *claims]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            output = cast("IO[str]", process.stderr)
            port = next((found[1] for line in output if (found := _ADDRESS.search(line))), None)
            if port is None:
                raise RuntimeError("The login provider did not start")
            yield f"http://localhost:{port}/.well-known/openid-configuration"
        finally:
            process.terminate()
