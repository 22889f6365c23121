"""What names a record in the parameters of a request."""

from __future__ import annotations

import pytest

from danshu.kit.keys import key_of, keys_of, required_key

NONE = ["", None, "x", "-1", "1.5", " 1", "１２", "²", "9223372036854775808", "9" * 30]


def test_a_key_is_a_number_that_the_database_can_hold() -> None:
    assert [key_of(text) for text in ("7", 7, "007", "9" * 18)] == [7, 7, 7, 10**18 - 1]
    assert keys_of(["3", "x", "", "9" * 19, "1"]) == [3, 1]
    assert required_key("7") == 7


@pytest.mark.parametrize("text", NONE)
def test_everything_else_is_none(text: object) -> None:
    assert key_of(text) is None
    with pytest.raises(ValueError):
        required_key(text)
