"""Each answer that is odd but no failure, through client, feed, fleet and page: see ``odd``."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.faults.given_away import leaks
from tests.faults.odd import ANSWERS, Odd
from tests.faults.page import drawn, said
from tests.faults.server import Resolver
from tests.faults.watched import PATIENT, Watched, known, watching

Watch = Callable[..., AbstractContextManager[Watched]]


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory, resolver: Resolver) -> Iterator[Watch]:
    with watching(PATIENT, tmp_path_factory.mktemp("odd"), resolver) as watch:
        yield watch


@pytest.mark.parametrize("odd", ANSWERS, ids=lambda odd: odd.name)
def test_an_odd_answer_is_read_and_told_and_leaves_nothing_behind(watch: Watch, odd: Odd) -> None:
    with watch() as watched:
        before = watched.well()
        names = [each.name for each in before.fleet.executors]
        beside = watched.beside_since()
        odd.begin(watched.server)
        asked = len(watched.server.paths)
        watched.until(lambda _: len(watched.server.paths) >= asked + 12)
        seen = watched.well(watched.look().snapshot.taken_at)
        page = drawn(seen)
        assert odd.says in said(page)
        assert leaks(watched.dashboard, seen, page) == {}
        assert not page.error
        assert [each.name for each in seen.fleet.executors] == (names if odd.keeps else [])
        assert odd.keeps or set(seen.history.gone) == set(names)

        watched.server.be_well()
        after = watched.well(watched.look().snapshot.taken_at)
        after = watched.until(lambda seen: known(seen) == known(before))
        assert not drawn(after).warning
        assert watched.beside_since() == beside
