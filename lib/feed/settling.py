import threading
from collections.abc import Iterable

from lib.gateway.routes import Kind


class Settling:
    """A wait of page threads until some kinds have settled, that is, have brought an answer or an error.

    The last kind ends it for everybody, and so does the first viewer whose patience ends: one who joins later
    never waits longer than the one who came first.
    """

    def __init__(self, kinds: Iterable[Kind] = ()) -> None:
        self._awaited = set(kinds)
        self._over = threading.Event()
        self._end_if_settled()

    @property
    def awaited(self) -> frozenset[Kind]:
        """The kinds that have not settled yet."""
        return frozenset(self._awaited)

    @property
    def over(self) -> bool:
        """Whether nobody waits any more."""
        return self._over.is_set()

    def settle(self, kind: Kind) -> None:
        """Note that `kind` has settled."""
        self._awaited.discard(kind)
        self._end_if_settled()

    def end(self) -> None:
        """End the wait, whatever has settled."""
        self._over.set()

    def wait(self, patience: float) -> None:
        """Block this thread until the wait is over, for at most `patience` seconds."""
        self._over.wait(patience)
        self.end()

    def settles_within(self, patience: float) -> bool:
        """Block this thread until all has settled, for at most `patience` seconds; the wait of others goes on."""
        return self._over.wait(patience)

    def _end_if_settled(self) -> None:
        if not self._awaited:
            self.end()
