import re
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lib.history import promql
from lib.history.exposition import STATUS, USED
from lib.history.questions import FINE, Scope

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("values", "matcher"),
    [
        (("us",), 'gateway=~"us"'),
        (("us", "eu"), 'gateway=~"us|eu"'),
        (("us.east",), r'gateway=~"us\\.east"'),
        (('a"b',), r'gateway=~"a\"b"'),
        (("a\\b",), r'gateway=~"a\\\\b"'),
        (("a|b", "c"), r'gateway=~"a\\|b|c"'),
        ((), 'gateway=~""'),
    ],
)
def test_values_of_a_label_are_taken_literally(values: tuple[str, ...], matcher: str) -> None:
    assert promql.raw(USED, {"gateway": values}, MINUTE) == f"deployments_executor_slots_used{{{matcher}}}[60000ms]"


def test_a_scope_is_asked_for_in_every_selector() -> None:
    scope = Scope(("us",), "ocr", "ocr_a")
    chosen = '{gateway=~"us",executor="ocr_a",function="ocr"'
    for expressions in (
        promql.usage(scope, FINE),
        promql.series(scope, FINE),
        promql.statistics(scope, FINE, 2 * FINE),
    ):
        for expression in expressions.values():
            assert expression.count("deployments_") == expression.count(chosen)


def test_every_span_ends_before_the_instant_that_it_is_asked_for_at() -> None:
    for expression in promql.series(Scope(), FINE).values():
        assert expression.count("[") == expression.count("[300000ms] offset 1ms")


def test_changes_are_looked_for_whatever_the_function() -> None:
    expression = promql.perhaps_changed(Scope(None, "ocr", "ocr_a"), MINUTE)
    assert f'{STATUS.name}{{executor="ocr_a"}}' in expression
    assert 'ocr"}' not in expression


LITERAL: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"')
"""A text within an expression, as Prometheus reads it: no line ends in it, and a sign may be escaped."""


@settings(deadline=None, max_examples=60)
@given(st.text(), st.text())
@example('x"} or vector(1) #', "\n\\")
@example('\\"} or up{job="', '"')
def test_a_name_is_never_more_than_a_text_in_its_expression(executor: str, gateway: str) -> None:
    harmless, asked = Scope(("us",), None, "ocr"), Scope((gateway,), None, executor)
    for column, expression in promql.series(asked, FINE).items():
        assert LITERAL.sub("TEXT", expression) == LITERAL.sub("TEXT", promql.series(harmless, FINE)[column])
