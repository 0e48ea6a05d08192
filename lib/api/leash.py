"""Ends WebSockets with the login that opened them."""

from collections import defaultdict
from datetime import datetime
from typing import Final

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.access.session import Session

_POLICY_VIOLATION: Final = 1008


class Leash:
    """One WebSocket of a login: its end is that of the login, by time or by logging out."""

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive = receive
        self._deadline = anyio.current_time() + seconds
        self._waiting: anyio.CancelScope | None = None
        self.cut = False

    def end(self) -> None:
        """End it now."""
        self.cut = True
        if self._waiting is not None:
            self._waiting.cancel()

    async def receive(self) -> Message:
        """What the browser sends next; once the login is over, that it has gone."""
        if not self.cut:
            with anyio.CancelScope(deadline=self._deadline) as self._waiting:
                return await self._receive()
        self.cut = True
        return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION, "reason": ""}


class Leashes:
    """The WebSockets of all logins, and the logins that were ended before their time. For one event loop."""

    def __init__(self) -> None:
        self._of: defaultdict[str, set[Leash]] = defaultdict(set)
        self._ended: dict[str, datetime] = {}

    def end(self, session: Session, now: datetime) -> None:
        """End a login: its WebSockets at once, and whoever presents its cookie again is refused."""
        self._ended = {mark: ends for mark, ends in self._ended.items() if ends > now}
        self._ended[session.mark] = session.ends
        for leash in self._of.pop(session.mark, ()):
            leash.end()

    def holds(self, session: Session) -> bool:
        """Whether nobody has logged out of it."""
        return session.mark not in self._ended

    async def run(self, app: ASGIApp, session: Session, now: datetime, asgi: tuple[Scope, Receive, Send]) -> None:
        """Let an app answer a WebSocket for as long as the login holds."""
        scope, receive, send = asgi
        leash = Leash(receive, (session.ends - now).total_seconds())
        self._of[session.mark].add(leash)
        try:
            await app(scope, leash.receive, send)
        finally:
            self._let_go(session.mark, leash)
        if leash.cut:
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": ""})

    def _let_go(self, mark: str, leash: Leash) -> None:
        if mark in self._of:
            self._of[mark].discard(leash)
            if not self._of[mark]:
                del self._of[mark]
