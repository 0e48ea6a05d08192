from collections import Counter

import pytest
from streamlit.testing.v1 import AppTest

from lib.ui import count_pills, parts
from tests.ui.session import unopened

WORDS = ["SERVING", "ERROR", "match"]


def page_at(**address: str | list[str]) -> AppTest:
    counts = Counter(SERVING=1_234, match=1)
    page = unopened(lambda: count_pills.draw(parts.EXECUTORS, "Status", "status", WORDS, counts, "collapsed"))
    page.query_params.update(address)
    page.run()
    assert not page.exception
    return page


def chosen(page: AppTest) -> list[str]:
    return list(page.pills(key="status").value)


def test_each_pill_says_its_word_and_how_many_there_are() -> None:
    assert page_at().pills(key="status").options == ["Serving 1\u202f234", "Error 0", "Match 1"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({}, []),
        ({"status": "ERROR"}, ["ERROR"]),
        ({"status": ["match", "SERVING"]}, ["match", "SERVING"]),
        ({"status": ["error", "<b>", ""]}, []),
    ],
)
def test_the_address_says_which_are_chosen(said: dict[str, str | list[str]], shown: list[str]) -> None:
    assert chosen(page_at(**said)) == shown


def test_a_choice_goes_into_the_address_without_its_count_and_out_of_it_again() -> None:
    page = page_at(q="kept")
    page.pills(key="status").set_value(["SERVING", "ERROR"]).run()
    assert page.query_params == {"q": "kept", "status": ["SERVING", "ERROR"]}
    page.pills(key="status").set_value([]).run()
    assert page.query_params == {"q": "kept"}
