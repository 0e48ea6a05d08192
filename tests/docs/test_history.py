import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from lib.demo.making import write_past
from lib.history.duckdb_file import DuckdbArchive
from lib.history.keeper import HELD_AT_MOST
from lib.history.schema import RAW_FOR, STEPS_FOR
from lib.settings import Settings
from tests.docs.documents import DOCS, marked

HISTORY = DOCS / "history.md"
SAME = {f"{of}_hour": f"{of}_5min" for of in ("executor", "function", "gateway")}
QUESTIONS = re.findall(r"```sql\n(.*?)```", HISTORY.read_text(), re.DOTALL)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of a past, as an analyst opens it."""
    folder = tmp_path_factory.mktemp("documented")
    write_past(folder / "demo.duckdb", 2)
    with closing(DuckdbArchive(folder / "demo.duckdb")) as archive:
        archive.copy_to(folder / "copy.duckdb")
    with duckdb.connect(str(folder / "copy.duckdb"), read_only=True) as connection:
        yield connection


def test_every_table_and_column_is_documented_with_its_type(opened: duckdb.DuckDBPyConnection) -> None:
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in opened.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY column_index"
    ).fetchall():
        found.setdefault(table, []).append((column, kind))
    assert found
    for table, columns in found.items():
        lines = marked(HISTORY, SAME.get(table, table)).splitlines()[2:]
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        assert [(name.strip("`"), kind) for name, kind, _ in cells] == columns
        assert all(meaning for _, _, meaning in cells)


@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
def test_every_question_has_an_answer(opened: duckdb.DuckDBPyConnection, question: str) -> None:
    answer = opened.execute(question).df()
    assert len(answer) > 1
    assert not answer.isna().any(axis=None)


def test_spans_and_settings_are_those_of_the_code() -> None:
    text = HISTORY.read_text()
    assert f"| each sample | {RAW_FOR.days} days |" in text
    assert f"| changes | {STEPS_FOR.days} days |" in text
    assert f"`HISTORY_INTERVAL` seconds ({Settings().history_interval:g})" in text
    assert f"`HISTORY_BATCH` seconds ({Settings().history_batch:g})" in text
    assert HELD_AT_MOST.total_seconds() == 3600
    assert f"`{Settings().demo_history_file.name}`" in text


def test_the_names_of_files_are_those_of_the_code(tmp_path: Path) -> None:
    file = tmp_path / "history.duckdb"
    file.write_text("no database")
    with closing(DuckdbArchive(file)) as archive:
        aside = archive.set_aside
    assert aside is not None
    assert aside.name.startswith("history.duckdb.unreadable-")
    assert "`….unreadable-TIME`" in HISTORY.read_text()
