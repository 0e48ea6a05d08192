import pytest

from bench.trend import trend


def test_samples_on_a_line_have_its_slope_without_a_spread() -> None:
    assert trend([0, 1, 2, 3], [5, 7, 9, 11]) == pytest.approx((2, 2, 2))


def test_the_slope_of_scattered_samples_has_two_standard_errors_around_it() -> None:
    # By hand: the slope is 0.4, the squares of what is left add up to 3.2, and the error is √(3.2 ÷ 2 ÷ 5).
    least, slope, most = trend([0, 1, 2, 3], [0, 2, 0, 2])
    assert slope == pytest.approx(0.4)
    assert (most - slope, slope - least) == pytest.approx((2 * 0.32**0.5,) * 2)


def test_two_samples_make_no_trend() -> None:
    with pytest.raises(ValueError, match="three samples"):
        trend([0, 1], [5, 7])
