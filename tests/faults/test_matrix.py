"""Whether the matrix is complete: every fault that the dashboard must live with has a row, or a test elsewhere."""

import ast
from pathlib import Path
from typing import Final

import pytest

from tests.faults import matrix, odd, test_gateways_file, test_history_file, test_large

TESTS: Final = Path(__file__).parents[1]

WANTED: Final = (
    "refused",
    "DNS failure",
    "unroutable",
    "TLS wrong",
    "TLS expired",
    "TLS self-signed",
    "connect timeout",
    "read timeout",
    "total timeout",
    "one byte a second",
    "reset in mid-body",
    "wrong Content-Length",
    "truncated JSON",
    "duplicate keys",
    "NaN",
    "numbers of 400 digits",
    "100-deep nesting",
    "200 MB",
    "gzip bomb",
    "brotli unasked",
    "HTML",
    "empty",
    "BOM",
    "Latin-1",
    "1xx loop",
    "HTTP 302",
    "HTTP 401",
    "HTTP 403",
    "HTTP 404",
    "HTTP 421",
    "HTTP 429",
    "HTTP 503",
    "HTTP 200 with error",
    "error in one route only",
    "every field missing",
    "every other JSON type",
    "clocks +1 h",
    "clocks -1 h",
    "leap days",
    "10,000 executors",
    "one executor with 5,000 nodes",
    "names of 10 kB",
    "right-to-left characters",
    "zero-width characters",
    "gateway restarting (empty maps)",
    "two gateways one etcd",
    "gateways.json edited",
    "gateways.json removed",
    "gateways.json unreadable",
    "gateways.json directory",
    "disk full",
    "history file locked",
    "history file read-only",
    "history file corrupt",
    "clock stepped back",
    "process killed while recording",
    "the token repeated",
)

ELSEWHERE: Final = {
    "two gateways one etcd": (
        "test_process.py",
        "test_gateways_are_compared_once_for_all_who_look_and_one_etcd_is_counted_once",
    ),
    "disk full": (
        "history/test_duckdb_file.py",
        "test_a_full_disk_is_said_keeps_what_was_there_and_is_written_again_once_there_is_room",
    ),
    "history file read-only": (
        "faults/test_history_file.py",
        "test_without_rights_both_files_are_told_and_both_are_used_once_there_are_rights",
    ),
    "process killed while recording": (
        "history/test_duckdb_file.py",
        "test_after_a_kill_at_any_moment_the_file_opens_with_every_batch_that_was_told_as_written",
    ),
    "HTTP 429: with Retry-After": (
        "faults/test_gateways.py",
        "test_a_gateway_that_asks_to_be_left_alone_is_left_alone",
    ),
    "clock stepped back": ("faults/test_clock.py", "test_a_clock_that_is_set_back_loses_nothing_and_invents_nothing"),
}
"""File and test of faults that are no rows."""

ROWS: Final = (
    *matrix.PATIENT,
    *matrix.REPEATED,
    *matrix.TLS,
    *matrix.TIMES,
    *odd.ANSWERS,
    *test_large.FLEETS,
    *test_gateways_file.ROWS,
    *test_history_file.ROWS,
)


@pytest.mark.parametrize("fault", WANTED)
def test_every_fault_has_a_row_or_a_test(fault: str) -> None:
    named = [*(row.name for row in ROWS), *ELSEWHERE]
    assert any(name == fault or name.startswith(f"{fault}:") for name in named)


@pytest.mark.parametrize("fault", ELSEWHERE)
def test_what_is_tested_elsewhere_is_tested_there(fault: str) -> None:
    file, test = ELSEWHERE[fault]
    written = ast.parse((TESTS / file).read_text()).body
    assert test in {each.name for each in written if isinstance(each, ast.FunctionDef)}


def test_no_two_rows_have_one_name() -> None:
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names))
