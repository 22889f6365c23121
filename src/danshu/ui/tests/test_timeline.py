"""The history of a record: what was refused is not read as a change (COM-017)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)


def shown(kind: str) -> str:
    entry: dict[str, Any] = {
        "when": NOON,
        "who": "李四",
        "action": "修改订单",
        "kind": kind,
        "changes": [],
        "reason": "",
    }
    return render_to_string("ui/parts/timeline.html", {"entries": [entry]})


@pytest.mark.spec("COM-017")
@pytest.mark.parametrize(("kind", "told"), [("refused", True), ("change", False), ("create", False)])
def test_a_refused_try_says_in_words_that_nothing_changed(kind: str, told: bool) -> None:
    assert ("被拒绝，没有改变" in shown(kind)) == told
    with translation.override("en"):
        assert ("refused, nothing changed" in shown(kind)) == told
