"""The document about the use of the page names all that a link may hold."""

import pytest

from lib.alerts.timeline import Kind
from lib.fleet.filters import UNNAMED
from lib.fleet.model import Status, Verdict
from lib.ui import address
from lib.ui.activity_page import SPANS
from lib.ui.executors_columns import ABSOLUTE, COLUMNS, RELATIVE
from lib.ui.flyout.panel import SECTIONS
from lib.ui.remembered import COOKIE
from tests.docs.documents import DOCS, marked

PAGE = DOCS / "page.md"
VALUES = {
    address.STATUS: [*Status],
    address.VERDICT: [*Verdict],
    address.FUNCTION: [UNNAMED],
    address.COLUMNS: [column.key for column in COLUMNS[1:]],
    address.SORT: [COLUMNS[0].key, "-"],
    address.TIMES: [RELATIVE, ABSOLUTE],
    address.SECTION: [*SECTIONS],
    address.KIND: [*Kind],
    address.WINDOW: [*SPANS],
}


def described() -> dict[str, str]:
    """The values of each query parameter, as the document has them."""
    rows = [line.split("|") for line in marked(PAGE, "parameters").splitlines()[2:]]
    return {row[1].strip(" `"): row[2] for row in rows}


def test_every_query_parameter_is_documented_and_no_other() -> None:
    named = {value for name, value in vars(address).items() if name.isupper() and not name.startswith("_")}
    assert described().keys() == named


@pytest.mark.parametrize("name", VALUES)
def test_every_value_that_a_query_parameter_may_have_is_documented(name: str) -> None:
    missing = [value for value in VALUES[name] if f"`{value}`" not in described()[name]]
    assert not missing


def test_every_section_of_the_panel_is_described() -> None:
    text = PAGE.read_text()
    assert [section for section in SECTIONS if f"| {section} |" not in text] == []


def test_the_cookie_is_named() -> None:
    assert f"`{COOKIE}`" in PAGE.read_text()
