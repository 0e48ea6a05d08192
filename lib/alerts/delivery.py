"""Delivers messages to every target on a thread of its own: one that fails or hangs never holds up another.

apprise speaks to Slack, Teams, mail and webhooks. It is imported on these threads, and only where there is a target.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct, structs

from lib.alerts.messages import Message
from lib.alerts.rules import Severity
from lib.alerts.targets import Target, without_secrets
from lib.gateway.errors import folded

log: Final = logging.getLogger("lib.alerts.delivery")

UNUSABLE: Final = "its address can't be used: apprise knows no such service, or a part of it is missing"
_UNSAID: Final = "it did not take the message, and did not say why"

Send = Callable[[Message], str | None]
"""Sends a message; None where it was taken, or else the reason without secrets."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a target is waited for: pauses between tries double from ``first`` to ``longest`` seconds.

    ``held`` messages at most wait for a target, and none longer than ``oldest`` seconds.
    """

    first: float = 5.0
    longest: float = 300.0
    held: int = 200
    oldest: float = 86_400.0

    def pause(self, failures: int) -> float:
        """The pause after so many failures in a row."""
        return float(min(self.longest, self.first * 2 ** min(failures - 1, 16)))


class TargetState(Struct, frozen=True):
    """How a target is: ``error`` and ``failing_since`` are None while it takes messages.

    ``waiting`` messages are not delivered yet, ``lost`` never were. ``trying_since`` is when a try that goes on began.
    ``delivered`` and ``failed`` count the tries since the start.
    """

    label: str
    waiting: int = 0
    delivered_at: datetime | None = None
    failing_since: datetime | None = None
    error: str | None = None
    trying_since: datetime | None = None
    lost: int = 0
    delivered: int = 0
    failed: int = 0


class Unsent(Struct, frozen=True):
    """A message that waits for the target of this label."""

    target: str
    message: Message


class Delivery:
    """The targets with their queues. Any thread may send; ``changed`` is called when a message was delivered."""

    def __init__(
        self, targets: Sequence[Target], changed: Callable[[], None], patience: Patience | None = None
    ) -> None:
        self._workers = [_Worker(target, changed, patience or Patience()) for target in targets]

    def addressed(self, messages: Iterable[Message]) -> tuple[Unsent, ...]:
        """Each message once for every target."""
        return tuple(Unsent(worker.target.label, message) for message in messages for worker in self._workers)

    def send(self, unsent: Iterable[Unsent]) -> None:
        """Give messages to the targets that they are for, as far as those are still there, and return at once."""
        by_label = {worker.target.label: worker for worker in self._workers}
        for each in unsent:
            if each.target in by_label:
                by_label[each.target].put(each.message)

    def unsent(self) -> tuple[Unsent, ...]:
        """All that waits."""
        return tuple(Unsent(worker.target.label, message) for worker in self._workers for message in worker.waiting())

    def states(self) -> tuple[TargetState, ...]:
        """How each target is, in their order."""
        return tuple(worker.state() for worker in self._workers)

    def close(self, limit: float = 1.0) -> None:
        """End; a try that goes on is waited for ``limit`` seconds at most, and left to itself then."""
        for worker in self._workers:
            worker.end()
        for worker in self._workers:
            worker.join(limit)


class _Worker:
    """One target: its queue and its thread."""

    def __init__(self, target: Target, changed: Callable[[], None], patience: Patience) -> None:
        self.target = target
        self._changed = changed
        self._patience = patience
        self._there = threading.Condition()
        self._queue: deque[Message] = deque()
        self._state = TargetState(target.label)
        self._ended = False
        self._thread = threading.Thread(target=self._run, name=f"deliver {target.label}", daemon=True)
        self._thread.start()

    def put(self, message: Message) -> None:
        with self._there:
            self._queue.append(message)
            if len(self._queue) > self._patience.held:
                self._lose_first()
            self._there.notify()

    def waiting(self) -> list[Message]:
        with self._there:
            return list(self._queue)

    def state(self) -> TargetState:
        with self._there:
            return structs.replace(self._state, waiting=len(self._queue))

    def end(self) -> None:
        with self._there:
            self._ended = True
            self._there.notify()

    def join(self, limit: float) -> None:
        self._thread.join(limit)

    def _run(self) -> None:
        send: Send | None = None
        failures = 0
        while (message := self._next(failures)) is not None:
            send = send or _sender(self.target)
            error = send(message)
            failures = 0 if error is None else failures + 1
            self._tried(message, error)

    def _next(self, failures: int) -> Message | None:
        """The message to try, once there is one and the pause is over; None at the end."""
        with self._there:
            if failures:
                self._there.wait_for(lambda: self._ended, self._patience.pause(failures))
            while not self._ended:
                self._there.wait_for(lambda: self._ended or self._queue)
                while self._queue and _age(self._queue[0]) > self._patience.oldest:
                    self._lose_first()
                if self._queue and not self._ended:
                    self._state = structs.replace(self._state, trying_since=_now())
                    return self._queue[0]
            return None

    def _lose_first(self) -> None:
        lost = self._queue.popleft()
        self._state = structs.replace(self._state, lost=self._state.lost + 1)
        log.error("%s never got the message %r: it was held back for too long", self.target.label, lost.title)

    def _tried(self, message: Message, error: str | None) -> None:
        with self._there:
            failed_before = self._state.error is not None
            if error is None:
                if self._queue and self._queue[0] is message:
                    self._queue.popleft()
                self._state = structs.replace(
                    self._state,
                    delivered_at=_now(),
                    failing_since=None,
                    error=None,
                    trying_since=None,
                    delivered=self._state.delivered + 1,
                )
            else:
                self._state = structs.replace(
                    self._state,
                    failing_since=self._state.failing_since or _now(),
                    error=error,
                    trying_since=None,
                    failed=self._state.failed + 1,
                )
        if error is None:
            self._changed()
        if error is not None and not failed_before:
            log.warning("%s does not take messages: %s. They are kept and tried again.", self.target.label, error)
        elif error is None and failed_before:
            log.info("%s takes messages again", self.target.label)


def _sender(target: Target) -> Send:
    """What sends to a target by apprise."""
    # What apprise logs may hold parts of an address; it is told through the state instead, masked.
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    import apprise  # noqa: PLC0415 - takes a quarter of a second, which no start and no page should wait for

    # A redirect would take the message, and what an address says of its headers, to a server that nobody named.
    service = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False))
    if not service.add(target.address.get_secret_value()):
        return lambda _message: UNUSABLE

    def send(message: Message) -> str | None:
        said: list[str] = []

        def note(entry: Any, _service: object) -> None:
            if entry.level not in ("INFO", "DEBUG"):
                said.append(entry.message)

        try:
            taken = service.notify(
                title=message.title,
                body=message.body,
                notify_type=_type(message),
                body_format="text",
                log_callback=note,
            )
        except Exception as error:  # noqa: BLE001 - a service of apprise may raise anything, and it is told
            return folded(without_secrets(f"{type(error).__name__}: {error}", target))
        return None if taken else folded(without_secrets(" ".join(said).rstrip(".") or _UNSAID, target))

    return send


def _type(message: Message) -> str:
    if message.over:
        return "success"
    return "failure" if message.severity is Severity.CRITICAL else "warning"


def _now() -> datetime:
    return datetime.now(UTC)


def _age(message: Message) -> float:
    return (_now() - message.at).total_seconds()
