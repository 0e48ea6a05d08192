import tomllib
from pathlib import Path

import pytest

from lib.alerts.rules import BY_NAME, RULES, Sense
from lib.alerts.thresholds import DEFAULTS, Thresholds, ThresholdsError, ThresholdsFile, parsed

EXAMPLE = Path(__file__).parents[2] / "docs" / "alerts.toml"


def limits(text: str, rule: str) -> object:
    return parsed(text).limits[rule]


def test_the_example_says_what_holds_without_it() -> None:
    assert parsed(EXAMPLE.read_text()) == DEFAULTS


def test_the_example_is_complete() -> None:
    document = tomllib.loads(EXAMPLE.read_text())
    assert document.keys() == {"forget_after", "rules"}
    assert list(document["rules"]) == [rule.name for rule in RULES]
    for rule in RULES:
        state = {"on", "hold", "clear_hold"}
        assert document["rules"][rule.name].keys() == (
            state if rule.sense is Sense.STATE else state | {"threshold", "clear"}
        )


def test_an_empty_file_changes_nothing() -> None:
    assert parsed("") == DEFAULTS


def test_what_is_left_out_stays_as_it_is() -> None:
    made = parsed("[rules.utilization-high]\nhold = 300\n").of(BY_NAME["utilization-high"])
    assert (made.threshold, made.clear, made.hold, made.clear_hold, made.on) == (80, 75, 300, 120, True)


def test_clear_follows_the_threshold() -> None:
    assert parsed("[rules.utilization-high]\nthreshold = 60\n").of(BY_NAME["utilization-high"]).clear == 55
    assert parsed("[rules.available-low]\nthreshold = 3\n").of(BY_NAME["available-low"]).clear == 5


def test_a_rule_can_be_switched_off() -> None:
    assert not parsed("[rules.drift-long]\non = false\n").of(BY_NAME["drift-long"]).on


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[rules.utilization-high\n", "it is not TOML: "),
        ("[rules.load-high]\non = true\n", "there is no rule 'load-high'; the rules are gateway-unreachable, "),
        ("[rules.drift-long]\nthreshold = 1\n", "rules.drift-long.threshold has no meaning here"),
        ("[rules.drift-long]\nfor = 1\n", "rules.drift-long.for has no meaning here"),
        ("hold = 1\n", "hold has no meaning here"),
        ('[rules.drift-long]\nhold = "10m"\n', "rules.drift-long.hold is '10m'; it should be a valid number"),
        ("[rules.drift-long]\nhold = -1\n", "rules.drift-long.hold is -1; it should be greater than or equal to 0"),
        ("[rules.drift-long]\nhold = nan\n", "rules.drift-long.hold is nan; it should be a finite number"),
        ("[rules.drift-long]\non = 1\n", "rules.drift-long.on is 1; it should be a valid boolean"),
        ("[rules.utilization-high]\nclear = 90\n", "rules.utilization-high.clear is 90; it should be 80 or less"),
        ("[rules.available-low]\nclear = 9\n", "rules.available-low.clear is 9; it should be 10 or more"),
        ("[rules.nodes-unhealthy]\nthreshold = 101\n", "rules.nodes-unhealthy.threshold is 101; it should be 100 or"),
        ("forget_after = 1\n", "forget_after is 1; it should be greater than or equal to 60"),
        ("rules = 3\n", "rules is 3; it should be a valid dictionary"),
    ],
)
def test_an_error_names_the_place_and_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(ThresholdsError) as caught:
        parsed(text)
    assert str(caught.value).startswith(said)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "alerts.toml"


def hold_of_drift(thresholds: Thresholds) -> float:
    return thresholds.of(BY_NAME["drift-long"]).hold


def test_without_a_file_the_built_in_ones_hold(file: Path) -> None:
    assert ThresholdsFile(file).read() == (DEFAULTS, None)


def test_an_edit_is_read_without_a_restart(file: Path) -> None:
    watched = ThresholdsFile(file)
    for hold in (100, 200):
        file.write_text(f"[rules.drift-long]\nhold = {hold}\n")
        thresholds, wrong = watched.read()
        assert (hold_of_drift(thresholds), wrong) == (hold, None)


def test_a_broken_edit_keeps_the_last_good_one_and_says_what_is_wrong(file: Path) -> None:
    watched = ThresholdsFile(file)
    file.write_text("[rules.drift-long]\nhold = 100\n")
    watched.read()
    file.write_text("[rules.drift-long]\nhold = -5\n")
    thresholds, wrong = watched.read()
    assert hold_of_drift(thresholds) == 100
    assert wrong == (
        f"{file} can't be used: rules.drift-long.hold is -5; it should be greater than or equal to 0. "
        "The thresholds of before stay in use until it is corrected."
    )
    file.write_text("[rules.drift-long]\nhold = 5\n")
    thresholds, wrong = watched.read()
    assert (hold_of_drift(thresholds), wrong) == (5, None)


def test_a_file_that_was_never_good_leaves_the_built_in_ones(file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    thresholds, wrong = ThresholdsFile(file).read()
    assert thresholds == DEFAULTS
    assert wrong is not None
    assert wrong.endswith("it is not UTF-8 text. The built-in thresholds stay in use until it is corrected.")


def test_a_folder_in_its_place_is_told(file: Path) -> None:
    file.mkdir()
    _, wrong = ThresholdsFile(file).read()
    assert wrong is not None
    assert "it can't be read" in wrong


def test_a_file_that_is_taken_away_brings_the_built_in_ones_back(file: Path) -> None:
    watched = ThresholdsFile(file)
    file.write_text("[rules.drift-long]\nhold = 100\n")
    watched.read()
    file.unlink()
    assert watched.read() == (DEFAULTS, None)
