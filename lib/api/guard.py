"""Lets nobody in without a login or a token, and notes who it is that asks."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, unquote

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.access.caller import NOBODY, Caller
from lib.access.claims import name
from lib.access.control import AccessControl
from lib.access.policy import LOGOUT, PAGES, Way, place_to_return, way
from lib.access.session import Session
from lib.api import login_page, refusals
from lib.api.callers import SCOPE_KEY
from lib.api.faults import Code
from lib.api.leash import Leashes
from lib.api.login_page import NEXT

log: Final = logging.getLogger(__name__)

RETURN_COOKIE: Final = "deployments_return"
"""Remembers while a person logs in which address they had asked for."""

_ERROR: Final = re.compile(r"[a-z_]{1,60}")
"""A code by which a provider says why it refuses a login (RFC 6749, section 4.1.2.1)."""

_RETURN_WITHIN: Final = 600
"""Seconds."""


class Guard:
    """Stands before everything, where access is controlled. `login_address` gives the way to the login provider.

    What it lets through has its caller in the scope, `NOBODY` where none is needed: `callers.caller_of` never finds
    that anyone asks.
    """

    def __init__(self, app: ASGIApp, control: AccessControl, login_address: Callable[[], str]) -> None:
        self._app = app
        self._control = control
        self._login_address = login_address
        self._leashes = Leashes()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a connection, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        scope[SCOPE_KEY] = NOBODY
        match way(scope["path"]):
            case Way.OPEN:
                await self._app(scope, receive, send)
            case Way.LOGIN:
                await self._begin_login(scope, receive, send)
            case Way.LOGGING_IN:
                await self._pass_login(scope, receive, send)
            case Way.TOKEN:
                caller = self._control.machine(HTTPConnection(scope).headers.get("authorization"))
                await self._answer(caller, scope, receive, send)
            case Way.SESSION:
                await self._answer_person(scope, receive, send)

    async def _begin_login(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a person to the login provider, and remember where they wanted to go."""
        if self._control.login is None or scope["type"] != "http":
            await refusals.refuse(scope, receive, send, Code.UNAUTHORIZED, refusals.LOG_IN)
            return
        place = place_to_return(HTTPConnection(scope).query_params.get(NEXT, PAGES))
        answer = _redirect(self._login_address())
        answer.set_cookie(
            RETURN_COOKIE, quote(place, safe=""), _RETURN_WITHIN, path=PAGES, httponly=True, samesite="lax"
        )
        await answer(scope, receive, send)

    async def _pass_login(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Streamlit begin or end a login; what is ended ends everywhere."""
        if self._control.login is None:
            await refusals.refuse(scope, receive, send, Code.UNAUTHORIZED, refusals.LOG_IN)
            return
        refused = HTTPConnection(scope).query_params.get("error", "")
        if _ERROR.fullmatch(refused):
            # Streamlit logs it too, in words that look as if a secret came next, which is hidden then.
            log.warning("The login provider refused a login, with %s", refused)
        session = self._session(scope)
        if scope["path"] == LOGOUT and session is not None:
            self._leashes.end(session, datetime.now(UTC))
        await self._app(scope, receive, send)

    async def _answer(self, caller: Caller | None, scope: Scope, receive: Receive, send: Send) -> None:
        if caller is None:
            await refusals.refuse(scope, receive, send, Code.UNAUTHORIZED, refusals.PRESENT_A_TOKEN)
            return
        scope[SCOPE_KEY] = caller
        await self._app(scope, receive, send)

    async def _answer_person(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = self._session(scope)
        caller = None if session is None else self._control.person(session)
        if session is None or caller is None:
            await self._turn_away(session, scope, receive, send)
        elif scope["type"] == "websocket":
            scope[SCOPE_KEY] = caller
            await self._leashes.run(self._app, session, datetime.now(UTC), (scope, receive, send))
        elif place := _place_to_return(scope):
            answer = _redirect(place)
            answer.delete_cookie(RETURN_COOKIE, path=PAGES)
            await answer(scope, receive, send)
        else:
            await self._answer(caller, scope, receive, send)

    async def _turn_away(self, session: Session | None, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse one who has not logged in, or who has no role; a browser gets a page that says what to do."""
        code, why = (Code.UNAUTHORIZED, refusals.LOG_IN) if session is None else (Code.FORBIDDEN, refusals.NO_ROLE)
        if not _wants_page(scope):
            await refusals.refuse(scope, receive, send, code, why)
            return
        if session is not None:
            page = login_page.no_role(name(session.claims))
        elif self._control.login is None:
            page = login_page.no_login()
        else:
            begun = _place_to_return(scope)
            page = login_page.log_in(begun or _asked(scope), failed=begun is not None)
        answer = refusals.closed(page, code)
        if _place_to_return(scope):
            answer.delete_cookie(RETURN_COOKIE, path=PAGES)
        await answer(scope, receive, send)

    def _session(self, scope: Scope) -> Session | None:
        found = self._control.session(HTTPConnection(scope).cookies, datetime.now(UTC))
        return found if found is not None and self._leashes.holds(found) else None


def _asked(scope: Scope) -> str:
    """The address that was asked for, without its host."""
    url = HTTPConnection(scope).url
    return place_to_return(f"{url.path}?{url.query}" if url.query else url.path)


def _place_to_return(scope: Scope) -> str | None:
    """Where a login that was begun wants to lead to, at the page to which Streamlit returns from it."""
    kept = HTTPConnection(scope).cookies.get(RETURN_COOKIE)
    return place_to_return(unquote(kept)) if kept and scope["path"] == PAGES and scope["type"] == "http" else None


def _wants_page(scope: Scope) -> bool:
    wanted = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
    return wanted and "text/html" in HTTPConnection(scope).headers.get("accept", "")


def _redirect(place: str) -> Response:
    return RedirectResponse(place, 303, {"Cache-Control": "no-store"})
