from typing import Final

import pytest

from lib.logs import request_id


@pytest.mark.parametrize("asked", ["7", "0af7651916cd43dd8448eb211c80319c", "web-1:42.7_x", "a" * 64])
def test_an_id_that_is_well_formed_is_taken(asked: str) -> None:
    assert request_id.of(asked) == asked


SECRETS: Final = ("ghp_0123456789abcdef", f"dd_{'x' * 43}", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")


@pytest.mark.parametrize("asked", [None, "", "a b", "a\nb", "é", "-a", "a" * 65, '"', "{}", *SECRETS])
def test_any_other_gets_a_new_one_each_time(asked: str | None) -> None:
    made = request_id.of(asked)
    assert made != asked
    assert request_id.of(made) == made
    assert request_id.of(asked) != made


def test_so_does_one_that_the_request_presents_as_its_credential_too() -> None:
    assert request_id.of("hunter2-hunter2", ["", "Bearer hunter2-hunter2"]) != "hunter2-hunter2"
    assert request_id.of("hunter2-hunter2", ["", "Bearer correct-horse"]) == "hunter2-hunter2"
