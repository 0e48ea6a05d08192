import pytest

from lib.logs import request_id


@pytest.mark.parametrize("asked", ["7", "0af7651916cd43dd8448eb211c80319c", "web-1:42.7_x", "a" * 64])
def test_an_id_that_is_well_formed_is_taken(asked: str) -> None:
    assert request_id.of(asked) == asked


@pytest.mark.parametrize("asked", [None, "", "a b", "a\nb", "é", "-a", "a" * 65, '"', "{}"])
def test_any_other_gets_a_new_one_each_time(asked: str | None) -> None:
    made = request_id.of(asked)
    assert made != asked
    assert request_id.of(made) == made
    assert request_id.of(asked) != made
