"""What a browser shows in place of a page that its viewer may not see. Nothing in it depends on what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from lib.access.policy import LOGIN, LOGOUT

NEXT: Final = "next"
"""The parameter that says where a login leads to."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A page with a title, what it says, and links as pairs of a label and an address."""

    title: str
    sentences: Sequence[str]
    links: Sequence[tuple[str, str]] = ()


def log_in(place: str, *, failed: bool) -> Closed:
    """For one who has not logged in; ``place`` is where the login leads to, ``failed`` whether one was begun before."""
    said = ["Log in to see the gateways and their executors."]
    if failed:
        said.insert(0, "The login was not completed. The dashboard's log says why.")
    return Closed("Log in", said, [("Log in", f"{LOGIN}?{urlencode({NEXT: place})}")])


def no_login() -> Closed:
    """For everybody, where no login is set up."""
    return Closed(
        "No login is set up", ["Pages need a login, and OIDC_METADATA_URL names no provider. Machines need a token."]
    )


def no_role(name: str) -> Closed:
    """For one who has logged in, and has no role."""
    said = f"You are logged in as {name}, but what the login provider says of you gives you no role here."
    asked = "Ask whoever runs the dashboard for a role, then log in again."
    return Closed("You have no role here", [said, asked], [("Log out", LOGOUT)])


def rendered(page: Closed) -> str:
    """The page as HTML."""
    return _template().render(page=page)


@cache
def _template() -> Template:
    environment = Environment(loader=PackageLoader("lib.api", "."), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("login_page.html")
