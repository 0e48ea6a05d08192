import pandas as pd
import pyarrow as pa
import pytest

from lib.ui.cells import readable

ODD, SEEN = "extract\u200b_exec\u202eutor", "extract·_exec·utor"


@pytest.mark.parametrize("kind", [object, "str", "string", "category", pd.ArrowDtype(pa.string())], ids=str)
def test_texts_of_every_kind_of_column_are_legible_and_what_is_missing_is_missing(kind: object) -> None:
    shown = readable(pd.DataFrame({"name": pd.Series([ODD, "plain", None], dtype=kind)}))["name"]  # type: ignore[call-overload]
    assert shown.tolist()[:2] == [SEEN, "plain"]
    assert shown.isna().tolist() == [False, False, True]


def test_texts_within_lists_are_legible() -> None:
    assert readable(pd.DataFrame({"paths": [[ODD, "/x"], []]}))["paths"].tolist() == [[SEEN, "/x"], []]


def test_what_is_no_text_is_left_as_it_is() -> None:
    table = pd.DataFrame({"n": [1, 2], "x": [0.5, None], "at": pd.to_datetime([0, 1]), "plain": ["a", "—"]})
    pd.testing.assert_frame_equal(readable(table), table)


def test_the_table_that_was_given_keeps_its_names() -> None:
    table = pd.DataFrame({"name": [ODD]})
    readable(table)
    assert table["name"].tolist() == [ODD]


def test_a_cell_that_begins_with_a_name_read_from_the_right_is_written_from_the_left() -> None:
    cells = ["מבצע", "מבצע 3 of 4", "3 of מבצע"]
    assert readable(pd.DataFrame({"why": cells}))["why"].tolist() == [
        *("מבצע", "\u200e\u2068מבצע\u2069 3 of 4", "3 of \u2068מבצע\u2069")
    ]
