from collections.abc import Iterator

import duckdb
import pytest

from lib.history.schema import MIGRATIONS, STEP_TABLES, NewerSchemaError, migrate


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}


def version(connection: duckdb.DuckDBPyConnection) -> object:
    return connection.execute("SELECT max(version) FROM schema_version").fetchall()


def test_an_empty_file_gets_every_table_and_the_latest_version(connection: duckdb.DuckDBPyConnection) -> None:
    migrate(connection)
    steps = {f"{whose}_{ending}" for whose in ("executor", "gateway") for ending in ("raw", *STEP_TABLES.values())}
    assert tables(connection) == {*steps, "executor", "change", "summed_up", "made_up", "schema_version"}
    assert version(connection) == [(len(MIGRATIONS),)]


def test_a_file_of_this_version_stays_as_it_is(connection: duckdb.DuckDBPyConnection) -> None:
    migrate(connection)
    connection.execute("INSERT INTO summed_up VALUES ('hour', TIMESTAMP '2026-01-01')")
    migrate(connection)
    assert connection.execute("SELECT count(*) FROM summed_up").fetchall() == [(1,)]
    assert connection.execute("SELECT count(*) FROM schema_version").fetchall() == [(len(MIGRATIONS),)]


def test_a_file_of_a_later_version_is_refused_and_stays_as_it_is(connection: duckdb.DuckDBPyConnection) -> None:
    migrate(connection)
    connection.execute("UPDATE schema_version SET version = 1000")
    with pytest.raises(NewerSchemaError, match="1000"):
        migrate(connection)
    assert version(connection) == [(1000,)]


def test_a_migration_that_fails_leaves_the_version_before(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE made_up (other INTEGER)")
    with pytest.raises(duckdb.CatalogException):
        migrate(connection)
    connection.rollback()
    assert version(connection) == [(None,)]
    assert tables(connection) == {"made_up", "schema_version"}
