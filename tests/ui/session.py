"""Functions of ``lib.ui`` within a session of Streamlit: as the script of a page, or called one after another."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from streamlit.testing.v1 import AppTest

from tests.gateway.server import PATIENCE

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def unopened(draw: Callable[[], object]) -> AppTest:
    """A page whose whole script is to call this function."""
    return AppTest.from_function(_script, default_timeout=PATIENCE, args=(draw,))


def opened(draw: Callable[[], object]) -> AppTest:
    """The same after its first run."""
    page = unopened(draw).run()
    assert not page.exception
    return page


class Visit:
    """One person's visit: what its session keeps is kept from call to call, and so is its address."""

    def __init__(self, **address: str | list[str]) -> None:
        self._page = unopened(_nothing)
        self._page.query_params.update(address)

    def call(self, function: Callable[Arguments, Answer], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        """What the function returns in the next request of the visit."""
        answers: list[Answer] = []
        self._page.args = (lambda: answers.append(function(*args, **kwargs)),)
        self._page.run()
        assert not self._page.exception
        [answer] = answers
        return answer

    @property
    def address(self) -> dict[str, object]:
        """What the address bar says; a parameter that is there more than once is a list."""
        return dict(self._page.query_params)

    def come_from(self, **address: str | list[str]) -> None:
        """Let the next request say that the address bar shows this."""
        self._page.query_params.clear()
        self._page.query_params.update(address)

    @property
    def page(self) -> AppTest:
        """What the latest call has drawn."""
        return self._page


def _script(draw: object) -> None:
    assert callable(draw)
    draw()


def _nothing() -> None:
    """No call yet."""
