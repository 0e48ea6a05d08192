"""Utilization bands of the page's section Utilization Percentage; each includes its upper bound (contract 9.4)."""

import pytest

from lib.fleet.bands import BANDS, EDGES, TIGHT, band


@pytest.mark.parametrize(
    ("utilization", "name"),
    [
        (0, "comfortable"),
        (50, "comfortable"),
        (50.1, "normal"),
        (70, "normal"),
        (70.1, "busy"),
        (85, "busy"),
        (85.1, "critical"),
        (100, "critical"),
        (250, "critical"),
    ],
)
def test_a_band_includes_its_upper_bound(utilization: float, name: str) -> None:
    found = band(utilization)

    assert found is not None
    assert found.name == name


def test_a_utilization_that_is_not_known_has_no_band() -> None:
    assert band(None) is None


def test_the_page_names_these_edges() -> None:
    assert list(EDGES) == [50, 70, 85]
    assert all(each.advice for each in BANDS)


def test_slots_are_tight_from_busy_on() -> None:
    assert [each.name for each in TIGHT] == ["busy", "critical"]
