from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from lib.fleet.endpoints import EndpointFacts, Schema
from lib.ui.flyout.subject import Subject
from tests.fleet.records import executor, fleet
from tests.pages.reading import plain
from tests.ui.drawn import drawn
from tests.ui.observed import observation

SCHEMA = {"type": "object", "title": "ünï 执行者 <b>", "properties": {"pages": {"type": "integer"}}}


def endpoint(path: str = "/default", *, internal: bool = False, nodes: int = 1, **told: Any) -> EndpointFacts:
    """An endpoint of which, untold, no server says more than its path."""
    return EndpointFacts(path, internal, nodes, **{"methods": (), "descriptions": (), "schemas": (), **told})


DRY_RUN = endpoint("_jina_dry_run_", internal=True)


def page_of(*listed: EndpointFacts) -> AppTest:
    known = fleet(executor(), endpoints_of=lambda _name: listed)
    return drawn("flyout.endpoints", Subject(executor(), observation(known)))


def table(page: AppTest) -> pd.DataFrame:
    shown: pd.DataFrame = page.dataframe[0].value
    return shown


def captions(page: AppTest) -> str:
    return " ".join(each.value for each in page.caption)


def test_the_executors_own_endpoints_are_shown_and_the_frameworks_on_demand() -> None:
    page = page_of(endpoint("/b"), endpoint("/a"), DRY_RUN)
    assert list(table(page)["Path"]) == ["/b", "/a"]
    [toggle] = page.toggle
    assert toggle.label == "Show the framework's own (1)"
    toggle.set_value(True).run()
    assert list(table(page)["Path"]) == ["/b", "/a", "_jina_dry_run_"]


def test_where_the_framework_has_none_there_is_nothing_to_show_on_demand() -> None:
    assert page_of(endpoint()).toggle[0].disabled


def test_only_the_frameworks_own_are_no_endpoints_of_the_executor() -> None:
    page = page_of(DRY_RUN)
    assert not page.dataframe
    assert "No endpoint is published." in captions(page)


def test_without_endpoints_it_says_so() -> None:
    page = page_of()
    assert not page.dataframe
    assert captions(page) == "No endpoint is published."


def test_what_no_server_says_of_an_endpoint_is_no_column_and_it_is_said() -> None:
    page = page_of(endpoint())
    assert list(table(page)) == ["Path", "Nodes"]
    assert "Method, description and schema: —." in captions(page)


def test_what_a_richer_server_says_is_shown_and_a_dash_where_it_does_not() -> None:
    rich = endpoint("/a", methods=("POST", "GET"), descriptions=("Extracts text", "Reads"), nodes=12)
    page = page_of(rich, endpoint("/b"))
    assert table(page).to_dict("records") == [
        {"Path": "/a", "Method": "POST, GET", "Description": "Extracts text · Reads", "Nodes": "12"},
        {"Path": "/b", "Method": "—", "Description": "—", "Nodes": "1"},
    ]
    assert "Method, description and schema" not in captions(page)


def test_of_an_executor_that_is_gone_the_number_of_nodes_is_not_known() -> None:
    assert list(table(page_of(endpoint(nodes=0)))) == ["Path"]
    assert list(table(page_of(endpoint("/a"), endpoint("/b", nodes=0)))["Nodes"]) == ["1", "—"]


def test_each_schema_opens_and_says_what_it_is_of() -> None:
    several = (Schema("request", SCHEMA), Schema("response", ["any", None]), Schema("", "text"))
    page = page_of(endpoint("/a", schemas=several), endpoint("/b", schemas=several[:1]))
    assert [plain(each.label) for each in page.expander] == [
        "Schema of /a, request",
        "Schema of /a, response",
        "Schema of /a",
        "Schema of /b, request",
    ]
    assert "ünï 执行者 <b>" in page.code[0].value
    assert page.code[1].value == '[\n  "any",\n  null\n]'


def test_a_path_is_text_wherever_it_stands() -> None:
    path = "/**bold**<b>[x](javascript:y):red[z]"
    page = page_of(endpoint(path, schemas=(Schema("request", SCHEMA),)))
    assert list(table(page)["Path"]) == [path]
    [label] = [each.label for each in page.expander]
    assert plain(label) == f"Schema of {path}, request"
    assert "**" not in label
    assert "](javascript" not in label


def test_many_endpoints_are_all_there() -> None:
    assert len(table(page_of(*(endpoint(f"/{number}") for number in range(500))))) == 500
