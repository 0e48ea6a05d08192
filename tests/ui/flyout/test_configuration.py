from typing import Any

from streamlit.testing.v1 import AppTest

from lib.fleet.masking import MASK
from tests.fleet.documents import NAME, ONE, TWO, desired, parts, status
from tests.ui.drawn import drawn
from tests.ui.observed import subject_of

SECRET = "hunter2-of-the-canary"
DETAILS = {
    "resources": {"limits": {"cpu": "4"}},
    "env": {"LOG_LEVEL": "info", "API_KEY": SECRET},
    "note": "<b>**bold**</b>",
}


def page_of(first: Any = None, second: Any = None, **params: Any) -> AppTest:
    """The section of an executor with two nodes whose workers send these details."""
    known = parts(
        {NAME: [ONE, TWO]},
        {ONE: status(details=first), TWO: status(details=second)},
        {ONE: desired(params=params), TWO: desired(params=params)},
    )
    return drawn("flyout.configuration", subject_of(known))


def rows(page: AppTest) -> dict[str, list[tuple[str, str, str, str]]]:
    """The rows of each topic: setting, value, nodes, and who published it."""
    topics = [each.value.strip("*") for each in page.markdown]
    return {
        topic: list(table.value.itertuples(index=False, name=None))
        for topic, table in zip(topics, page.dataframe, strict=True)
    }


def captions(page: AppTest) -> str:
    return " ".join(each.value for each in page.caption)


def test_settings_stand_in_a_table_a_topic_with_who_published_them() -> None:
    page = page_of(DETAILS, DETAILS, job_id="0198f0aa")
    assert rows(page) == {
        "Resource limits": [("resources.limits.cpu", "4", "all 2 nodes", "worker")],
        "Environment": [
            ("env.API_KEY", MASK, "all 2 nodes", "worker"),
            ("env.LOG_LEVEL", "info", "all 2 nodes", "worker"),
        ],
        "Dispatch": [("job_id", "0198f0aa", "all 2 nodes", "desired state")],
        "Other": [("note", "<b>**bold**</b>", "all 2 nodes", "worker")],
    }


def test_nodes_that_differ_have_a_row_each() -> None:
    page = page_of({"flags": {"fast": True}}, {"flags": {"fast": False}})
    assert [row[1:3] for row in rows(page)["Feature flags"]] == [("true", ONE), ("false", TWO)]


def test_topics_that_nobody_publishes_are_named() -> None:
    assert captions(page_of(DETAILS)).startswith("Not published: feature flags, timeouts.")


def test_what_the_gateway_notes_of_a_dispatch_is_not_missed_where_it_is_not_there() -> None:
    said = captions(page_of(DETAILS))
    assert "dispatch" not in said
    assert "other" not in said


def test_masking_is_said_wherever_something_is_shown() -> None:
    assert "masked before it leaves the dashboard's process" in captions(page_of(DETAILS))


def test_without_any_configuration_there_is_no_table_and_it_is_said() -> None:
    page = page_of()
    assert rows(page) == {}
    assert captions(page) == (
        "This gateway publishes no configuration of this executor. "
        "Not published: resource limits, feature flags, environment, timeouts."
    )


def test_no_secret_is_drawn() -> None:
    nested = {"env": {"nested": {"token": SECRET}, "DB_URL": f"postgres://rep:{SECRET}@db:5432/jobs"}}
    page = page_of(nested, DETAILS, args=["--password", SECRET])
    shown = str(rows(page))
    assert "nested" in shown
    assert SECRET not in shown


def test_details_of_any_type_can_be_drawn() -> None:
    for details in ("a text", 7, [1, [2]], {"": {"": ""}}, {"deep": {"er": {"and": {"deeper": [{}]}}}}):
        page_of(details)
