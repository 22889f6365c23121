"""The words of the trail."""

from __future__ import annotations

import pytest
from django.utils import timezone

from danshu.kit.trail import value_text


@pytest.mark.spec("COM-017")
def test_a_stored_moment_is_read_on_the_readers_clock_and_other_text_stays() -> None:
    with timezone.override("Asia/Shanghai"):
        assert value_text("x", "paid_at", "2026-11-22T22:07:47.962727+00:00") == "2026-11-23 06:07"
        assert value_text("x", "paid_at", "2026-11-22") == "2026-11-22"
        assert value_text("x", "note", "at 2026-11-22T22:07:47Z") == "at 2026-11-22T22:07:47Z"
