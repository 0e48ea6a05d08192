import pytest

from lib.fleet.key_words import words


@pytest.mark.parametrize(
    "name", ["max_tokens", "max-tokens", "max.tokens", "maxTokens", "MAX_TOKENS", "MaxTokens", "max tokens"]
)
def test_a_name_has_the_same_words_however_it_is_written(name: str) -> None:
    assert words(name) == ("max", "tokens")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("HTTPTimeout", ("http", "timeout")),
        ("gpuCount2", ("gpu", "count", "2")),
        ("cpu0", ("cpu", "0")),
        ("", ()),
        ("--", ()),
        ("monkey", ("monkey",)),
    ],
)
def test_words_end_where_letters_digits_or_capitals_begin(name: str, found: tuple[str, ...]) -> None:
    assert words(name) == found
