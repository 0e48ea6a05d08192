"""The document about capacity planning has every section and every exported column."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from lib.fleet.tables import Column
from lib.planning import period, tables
from lib.planning.forecasts import FORECASTS
from lib.planning.place import Sort
from lib.ui import address
from lib.ui.capacity.sections import SECTIONS
from tests.docs.documents import DOCS, assert_marked, table
from tests.docs.test_exports import TYPES
from tests.docs.test_page import described

CAPACITY = DOCS / "capacity.md"


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("gateways_now", tables.GATEWAYS_NOW),
        ("executors_now", tables.EXECUTORS_NOW),
        ("demand", tables.DEMAND),
        ("trend_levels", tables.LEVELS),
        ("peaks", tables.PEAKS),
        ("headroom", tables.HEADROOMS),
        ("one_lost", tables.FITS),
        ("what_if", tables.BESIDE),
        ("forecasts", FORECASTS),
        ("advice", tables.ADVICE),
        ("alert_replays", tables.REPLAYS),
        ("alert_firings", tables.FIRINGS),
    ],
)
def test_every_exported_column_has_its_type_and_meaning(name: str, columns: Sequence[Column[Any]]) -> None:
    rows = [(f"`{column.name}`", TYPES[column.kind], column.meaning) for column in columns]
    assert_marked(CAPACITY, name, table(("Column", "Type", "Meaning"), rows))


@pytest.mark.parametrize(
    ("name", "columns"),
    [("load", tables.LOAD_COLUMNS), ("hours", tables.HOUR_COLUMNS), ("changes", tables.CHANGE_COLUMNS)],
)
def test_every_column_of_a_frame_of_the_past_has_its_meaning(name: str, columns: Mapping[str, str]) -> None:
    rows = [(f"`{column}`", meaning) for column, meaning in columns.items()]
    assert_marked(CAPACITY, name, table(("Column", "Meaning"), rows))


def test_every_section_of_the_page_is_described() -> None:
    text = CAPACITY.read_text()
    assert [section for section in SECTIONS if f"| {section} |" not in text] == []


def test_every_value_that_a_link_may_name_is_documented() -> None:
    values = {
        address.SECTION: [*SECTIONS],
        address.SCOPE: [each for each in Sort if each is Sort.ALL],
        address.WINDOW: [*period.CHOICES],
    }
    missing = [word for name, words in values.items() for word in words if f"`{word}`" not in described()[name]]
    assert missing == []
    assert all(f"`{sort}:" in described()[address.SCOPE] for sort in Sort if sort is not Sort.ALL)
