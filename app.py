"""The process: pages, routes and what they need. ``streamlit run app.py`` or ``python app.py`` starts it."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from lib import process, settings
from lib.access.control import AccessControl, hosts
from lib.api.asked_as import AskedAs
from lib.api.goodbye import Goodbye
from lib.api.guard import Guard
from lib.api.headers import Headers
from lib.api.requests import Requests
from lib.api.routes import ROUTES
from lib.api.sessions import Sessions
from lib.demo.embedded import embedded_gateways
from lib.demo.making import made_in_background
from lib.logs import writing
from lib.ui import inline_scripts, login

SETTINGS = settings.load()
writing.begin(SETTINGS, os.environ)
CONTROL = AccessControl.of(SETTINGS)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Start what the pages need, and the demo gateways where nothing is configured; end both with the process."""
    address, port = st.get_option("server.address"), st.get_option("server.port")
    process.warn_of_other_address(SETTINGS, address, port)
    process.warn_of_open_door(SETTINGS, address)
    with ExitStack() as started:
        used, file, demo = SETTINGS, SETTINGS.gateways_file, False
        if SETTINGS.demo == "auto" and not file.exists():
            file, demo = started.enter_context(embedded_gateways()), True
            used = SETTINGS.for_demo
        dashboard = started.enter_context(process.running(process.Dashboard(used, file, demo=demo)))
        dashboard.record()
        if demo:
            started.enter_context(made_in_background(dashboard.archive))
        # Modules stay for good; a full collection in the midst of a page's run need not visit all of them again.
        gc.freeze()
        yield {}


def middleware() -> list[Middleware]:
    """What every request passes, the first one outermost."""
    secure = (SETTINGS.public_url or "").startswith("https:")
    passed = [
        Middleware(Headers, scripts=inline_scripts.hashes(), secure=secure),
        Middleware(Requests),
        Middleware(Goodbye),
        Middleware(Sessions),
        Middleware(AskedAs, hosts(SETTINGS)),
    ]
    return passed if CONTROL is None else [*passed, Middleware(Guard, CONTROL, login.address)]


app = st.App(
    "lib/ui/shell.py", secrets=login.secrets(CONTROL), lifespan=lifespan, routes=ROUTES, middleware=middleware()
)

if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        app.run(config={"server.address": SETTINGS.host, "server.port": SETTINGS.port})
