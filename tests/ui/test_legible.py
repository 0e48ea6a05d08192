import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib.gateway.unseen import visible
from lib.ui.legible import NAME_LENGTH, Labels, in_html, is_legible, legible, shortened, spelled, with_short_words

ADDED = re.compile("[\u2068\u2069]")
"""What isolates a name that is read from the right."""

ALIKE = ["a", "a\u200b", "a\u200c", "a·", "a ", "a\xa0", "a #2", "a· #2", "a\u202e"]
LONG = [f"{'n' * 10_000}{number}{'m' * 5_000}" for number in range(3)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("extract 3 of 4", "extract 3 of 4"),
        ("מבצע", "מבצע"),
        ("מבצע_12", "מבצע_12"),
        ("מבצע 3 of 4", "\u2068מבצע\u2069 3 of 4"),
        ("in 2: מבצע, שירות", "in 2: \u2068מבצע\u2069, \u2068שירות\u2069"),
        ("שער ירושלים · odd", "\u2068שער ירושלים\u2069 · odd"),
        ("extract_منفذ_12: 3", "extract_\u2068منفذ_12\u2069: 3"),
        ("\u202eמבצע\u202c 3", "·\u2068מבצע\u2069· 3"),
    ],
    ids=ascii,
)
def test_what_is_read_from_the_right_is_isolated_unless_it_stands_alone(text: str, shown: str) -> None:
    assert legible(text) == shown


@given(st.text())
@example("מבצע 3")
def test_a_legible_text_has_the_same_visible_signs_and_whole_isolates(text: str) -> None:
    shown = legible(text)
    assert ADDED.sub("", shown) == visible(text)
    assert not ADDED.search(re.sub("\u2068[^\u2068\u2069]+\u2069", "", shown))
    assert shown == text or not is_legible(text)


def test_a_long_text_is_cut_in_its_middle() -> None:
    assert shortened("n" * NAME_LENGTH) == "n" * NAME_LENGTH
    cut = shortened(f"begin{'n' * 10_000}end")
    assert (len(cut), cut[:5], cut[-3:], cut.count("…")) == (NAME_LENGTH, "begin", "end", 1)


def test_words_of_a_usual_length_are_not_cut() -> None:
    sentence = f"The file {'/folder' * 28} can't be read."
    assert with_short_words(sentence) == sentence


def test_html_is_text_in_html_however_it_was_cut() -> None:
    assert in_html("<img src=x>\u202e", 40) == "&lt;img src=x&gt;·"
    assert "<" not in in_html("<&>" * 1000)


@given(st.text())
@example("a\u200b\U000e0041")
def test_a_text_that_is_spelled_out_is_seen_whole_and_read_back_from_json(text: str) -> None:
    written = spelled(json.dumps(text, ensure_ascii=False))
    assert visible(written) == written
    assert json.loads(written) == text


@given(st.lists(st.text(st.sampled_from("ab\u200b\u202e·# 2\u3000א"), max_size=6)))
@example(ALIKE)
@example(LONG)
def test_no_two_names_have_one_label_and_each_label_leads_to_its_name(names: list[str]) -> None:
    labels = Labels(names)
    shown = {labels.of(name) for name in names}
    assert len(shown) == len(set(names))
    for name in names:
        assert labels.name(labels.of(name)) == name
        assert labels.name(f"\u200e{legible(labels.of(name))}") == name


def test_a_label_is_short_and_all_of_it_is_seen() -> None:
    labels = Labels([*ALIKE, *LONG])
    for name in (*ALIKE, *LONG):
        assert visible(labels.of(name)) == labels.of(name)
        assert len(labels.of(name)) < NAME_LENGTH


def test_names_of_kilobytes_show_both_their_ends_and_differ() -> None:
    labels = Labels(LONG)
    assert all(re.fullmatch(r"n+…m+(?: #[23])?", labels.of(name)) for name in LONG)
    assert len({labels.of(name) for name in LONG}) == 3


@pytest.mark.parametrize("name", ["extract_executor", "with space", "執行者", "מבצע_12", "n" * NAME_LENGTH], ids=ascii)
def test_a_usual_name_is_its_own_label(name: str) -> None:
    assert Labels([name]).of(name) == name


def test_a_label_that_is_not_known_is_taken_for_a_name() -> None:
    assert Labels().name("gone") == "gone"
    assert Labels().of("a\u200b") == "a·"
