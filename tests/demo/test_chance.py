import statistics
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lib.demo.chance import chance, draw, seed

_ROOT = Path(__file__).parents[2]


@given(name=st.text(), numbers=st.lists(st.integers(0, 2**40)))
def test_chance_lies_in_zero_to_one(name: str, numbers: list[int]) -> None:
    assert 0 <= chance(seed(name), *numbers) < 1


def test_another_process_draws_the_same() -> None:
    code = "from lib.demo.chance import draw, seed; print(draw(seed('extract', 'nodes'), 3, 29_000_000))"
    other = subprocess.run([sys.executable, "-c", code], cwd=_ROOT, capture_output=True, check=True, text=True)
    assert int(other.stdout) == draw(seed("extract", "nodes"), 3, 29_000_000)


def test_neighbouring_numbers_are_spread_evenly() -> None:
    drawn = [chance(seed("extract"), 1, number) for number in range(29_000_000, 29_004_000)]
    assert abs(statistics.mean(drawn) - 0.5) < 0.02
    assert all(sum(low / 10 <= value < (low + 1) / 10 for value in drawn) > 300 for low in range(10))


def test_names_are_told_apart() -> None:
    assert len({seed("a"), seed("b"), seed("a", "b"), seed("ab")}) == 4
