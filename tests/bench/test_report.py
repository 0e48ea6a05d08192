import re
import sys

from bench import report
from bench.measure import MILLISECONDS, PIECES, Row, Section

FAST = Row("Fast", [0.001, 0.003, 0.002], [0.002], MILLISECONDS, goal=1.1)
SLOW = Row("Slow", [0.006], [0.002], MILLISECONDS, goal=2)
SEEN = Row("Seen", [7], [], PIECES)


def test_a_section_is_a_table_of_its_rows() -> None:
    shown = report.section(Section("Part", "How.", (FAST, SLOW, SEEN)))
    assert shown.splitlines() == [
        "## Part",
        "",
        "How.",
        "",
        "| | Dashboard | Compared with | Ratio | Goal | |",
        "|---|---:|---:|---:|---:|---|",
        "| Fast | 2 ms (1 ms – 3 ms) | 2 ms | 1.00 | ≤ 1.1 | met |",
        "| Slow | 6 ms | 2 ms | 3.00 | ≤ 2 | **missed** |",
        "| Seen | 7 | — | — |  | reported |",
    ]


def test_what_is_missed_is_said_plainly() -> None:
    sections = [Section("One", "", (FAST,)), Section("Two", "", (SLOW, SEEN))]
    assert report.verdict(sections) == "Goals met: 1 of 2. **Missed: Slow (3.00, goal ≤ 2).**"


def test_nothing_missed_is_said_too() -> None:
    assert report.verdict([Section("One", "", (FAST, SEEN))]) == "Goals met: 1 of 1."


def test_a_chapter_names_the_machine() -> None:
    machine = report.this_machine(sys.executable)  # any program that tells its version
    assert re.search(r"\d+ cores · Python 3\.\d+\.\d+ · Streamlit \S+ · Python 3", str(machine))
    assert str(machine) in report.chapter(report.BENCHMARK, machine, [Section("One", "", (FAST,))])


def test_a_chapter_replaces_the_one_with_its_heading_and_leaves_the_other() -> None:
    document = "# One\n\nold\n\n## Part\n\nold\n\n# Two\n\nkept\n"
    assert report.with_chapter(document, "# One\n\nnew\n") == "# One\n\nnew\n\n# Two\n\nkept\n"
    assert report.with_chapter(document, "# Two\n\nnew\n") == document.replace("kept", "new")


def test_a_chapter_that_is_new_comes_last() -> None:
    assert report.with_chapter("", "# One\n\nnew\n") == "# One\n\nnew\n"
    assert report.with_chapter("# One\n\nold\n", "# Two\n\nnew\n") == "# One\n\nold\n\n# Two\n\nnew\n"
