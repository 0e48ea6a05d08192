import pytest

from lib.ui import percent_bars


@pytest.mark.parametrize(
    ("percentage", "told"), [(100 / 12, 8.3), (87.5, 87.5), (400 / 3, 133.3), (0.0, 0.0), (None, None)]
)
def test_a_cell_is_told_to_one_decimal(percentage: float | None, told: float | None) -> None:
    assert percent_bars.cell(percentage) == told
