import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from lib.alerts.timeline import TIMELINE
from lib.fleet.as_json import json_of
from lib.fleet.export import stamped
from lib.fleet.tables import DESIRED, EXECUTORS, FUNCTIONS, HOLDERS, NUMBER, TEXT, TIME, WHOLE, Column, frame
from tests.docs.documents import DOCS, assert_marked, marked, table
from tests.fleet.documents import NOW
from tests.fleet.records import executor

EXPORTS = DOCS / "exports.md"
TYPES = {TEXT: "text", WHOLE: "whole number", NUMBER: "number", TIME: "time"}


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("executors", EXECUTORS),
        ("holders", HOLDERS),
        ("desired", DESIRED),
        ("functions", FUNCTIONS),
        ("activity", TIMELINE),
    ],
)
def test_every_exported_column_has_its_type_and_meaning(name: str, columns: Sequence[Column[Any]]) -> None:
    rows = [(f"`{column.name}`", TYPES[column.kind], column.meaning) for column in columns]
    assert_marked(EXPORTS, name, table(("Column", "Type", "Meaning"), rows))


def test_the_columns_that_every_export_begins_with_are_documented() -> None:
    bare = frame(EXECUTORS, [])
    whole = stamped(bare, "us-east-1", datetime(2026, 3, 1, tzinfo=UTC), 1.0)
    text = EXPORTS.read_text()
    for name in whole.columns.difference(bare.columns):
        assert f"| `{name}` |" in text


def test_every_key_of_an_executor_as_json_is_documented() -> None:
    first_cells = " ".join(line.split("|")[1] for line in marked(EXPORTS, "json").splitlines()[2:])
    assert re.findall(r"`(\w+)`", first_cells) == list(json_of(executor(), (), (), {}, "us-east-1", NOW))
