from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

_LIMIT = 30.0


def _page() -> None:
    # Only the body of the function becomes the script, so it imports for itself.
    import streamlit as st  # noqa: PLC0415 - see above

    from lib.ui import address  # noqa: PLC0415 - see above

    kinds, sizes = ["a", "b", "c"], ["small", "large"]
    address.follow_text("q")
    st.text_input("Text", key="q", on_change=address.keep_one, args=("q",))
    address.follow_many("kind", kinds)
    st.multiselect("Kinds", kinds, key="kind", on_change=address.keep_many, args=("kind",))
    address.follow_many("columns", kinds, ["a", "b"])
    st.multiselect("Columns", kinds, key="columns", on_change=address.keep_many, args=("columns", ["a", "b"]))
    address.follow_choice("size", sizes)
    st.radio("Size", sizes, key="size", on_change=address.keep_one, args=("size", "small"))
    st.button("Open", on_click=address.put, args=("executor", "ocr & co"))
    st.button("Close", on_click=address.put, args=("executor", None))
    st.session_state["one"] = address.one("executor")


def opened(**query: str | list[str]) -> AppTest:
    """A page of four widgets and two buttons, opened at an address."""
    page = AppTest.from_function(_page, default_timeout=_LIMIT)
    page.query_params.update(query)
    page.run()
    assert not page.exception
    return page


def values(page: AppTest) -> tuple[Any, ...]:
    """What the widgets show: text, kinds, columns and size."""
    assert not page.exception
    kinds, columns = page.multiselect
    return page.text_input[0].value, kinds.value, columns.value, page.radio[0].value


UNTOLD: tuple[Any, ...] = ("", [], ["a", "b"], "small")


def test_an_empty_address_shows_the_defaults_and_stays_empty() -> None:
    page = opened()
    assert values(page) == UNTOLD
    assert page.query_params == {}


def test_widgets_show_what_the_address_says() -> None:
    page = opened(q="ocr & co", kind=["c", "a"], columns="c", size="large")
    assert values(page) == ("ocr & co", ["c", "a"], ["c"], "large")


def test_values_that_are_not_allowed_are_not_shown() -> None:
    page = opened(kind=["no such kind", "b", "b", "<script>"], size="no such size")
    assert values(page) == ("", ["b"], ["a", "b"], "small")


def test_only_values_that_are_not_allowed_leave_nothing_chosen() -> None:
    assert values(opened(columns="no such column"))[2] == []


def test_a_long_text_is_cut() -> None:
    assert values(opened(q="x" * 10_000))[0] == "x" * 200


def test_an_empty_parameter_is_no_value() -> None:
    page = opened(executor="", q="", size="")
    assert page.session_state["one"] is None
    assert values(page) == UNTOLD


def test_a_change_of_a_text_goes_into_the_address_and_emptying_it_takes_it_out() -> None:
    page = opened()
    page.text_input[0].set_value("ner").run()
    assert page.query_params == {"q": "ner"}
    page.text_input[0].set_value("").run()
    assert page.query_params == {}


def test_a_change_of_a_selection_goes_into_the_address_and_emptying_it_takes_it_out() -> None:
    page = opened(q="kept")
    page.multiselect[0].set_value(["b", "a"]).run()
    assert page.query_params == {"q": "kept", "kind": ["b", "a"]}
    page.multiselect[0].set_value([]).run()
    assert page.query_params == {"q": "kept"}


def test_the_default_selection_is_not_written_and_an_empty_one_is_kept_as_such() -> None:
    page = opened()
    page.multiselect[1].set_value([]).run()
    assert page.query_params == {"columns": ""}
    assert values(page)[2] == []
    page.multiselect[1].set_value(["a", "b"]).run()
    assert page.query_params == {}


def test_a_choice_goes_into_the_address_unless_it_is_the_default() -> None:
    page = opened()
    page.radio[0].set_value("large").run()
    assert page.query_params == {"size": "large"}
    page.radio[0].set_value("small").run()
    assert page.query_params == {}


@pytest.mark.parametrize("before", [{}, {"executor": "another"}])
def test_a_parameter_can_be_put_and_taken_out(before: dict[str, str]) -> None:
    page = opened(**before)
    page.button[0].click().run()
    assert page.session_state["one"] == "ocr & co"
    page.button[1].click().run()
    assert page.session_state["one"] is None
    assert page.query_params == {}


def test_the_address_leads_where_it_changes_under_the_widgets() -> None:
    page = opened(q="before", kind="a")
    page.query_params.update({"q": "after", "kind": "b"})
    assert values(page.run())[:2] == ("after", ["b"])
