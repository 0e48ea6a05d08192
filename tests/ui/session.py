"""One person's visit, without a page: functions are called with the session and the address that the visit has."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from streamlit.testing.v1 import AppTest

from tests.gateway.server import PATIENCE

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class Visit:
    """What a session keeps is kept from call to call; so is the address, as a browser would send it back."""

    def __init__(self, **address: str | list[str]) -> None:
        self._page = AppTest.from_function(_call, default_timeout=PATIENCE)
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


def _call(function: object) -> None:
    assert callable(function)
    function()
