"""A real login provider as a process of its own, what a dashboard is told of it, and how people log in there."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Final, cast

from playwright.sync_api import Page, expect

from tests.access.logins import SECRET

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


def access_settings(provider: str) -> dict[str, str]:
    """The environment of a dashboard at which people log in, all but PUBLIC_URL; ``provider`` has the metadata."""
    return {
        "ACCESS": "on",
        "OIDC_METADATA_URL": provider,
        "OIDC_CLIENT_ID": "dashboard",
        "OIDC_CLIENT_SECRET": "client secret of tests",
        "COOKIE_SECRET": SECRET,
        "OPERATORS": "ops",
        "VIEWERS": "dev",
        "GATEWAYS_CLAIM": "gateways",
    }


def log_in(page: Page, who: str) -> None:
    """From the login page to the provider, and back."""
    page.get_by_role("link", name="Log in").click()
    page.get_by_role("button", name=who, exact=True).first.click()


def expect_login(page: Page) -> None:
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
