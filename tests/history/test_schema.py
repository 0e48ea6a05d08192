from collections.abc import Iterator

import duckdb
import pytest

from lib.history.schema import ALL_STEPS, MIGRATIONS, NewerSchemaError, migrate


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
    raw = ("executor_raw", "gateway_raw")
    assert tables(connection) == {*raw, *ALL_STEPS, "executor", "change", "summed_up", "made_up", "schema_version"}
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


def test_a_file_of_the_first_version_gets_what_later_ones_add_from_what_it_holds(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("CREATE TABLE schema_version (version INTEGER NOT NULL)")
    connection.execute(MIGRATIONS[0])
    connection.execute("INSERT INTO schema_version VALUES (1)")
    connection.execute("INSERT INTO executor VALUES (1, 'us', 'ocr_1', 'ocr'), (2, 'us', 'ocr_2', 'ocr')")
    connection.execute(
        "INSERT INTO executor_hour (moment, key, samples, total, used) VALUES "
        "('2026-03-02 00:00', 1, 120, 4, 1.5), ('2026-03-02 00:00', 2, 120, 4, 2), ('2026-03-02 01:00', 2, 0, 4, NULL)"
    )
    migrate(connection)
    told = connection.execute("SELECT gateway, function, executors, total, used FROM function_hour").fetchall()
    assert told == [("us", "ocr", 2, 8, 3.5)]
    assert version(connection) == [(len(MIGRATIONS),)]
