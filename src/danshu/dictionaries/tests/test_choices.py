"""Choices offer valid values in their order and keep what a record uses already (COM-005, COM-006)."""

from __future__ import annotations

import pytest

from danshu.dictionaries.queries import choices, label_of
from danshu.dictionaries.tests.factories import make_value


@pytest.mark.django_db
@pytest.mark.spec("COM-005")
def test_an_invalid_value_is_offered_only_where_it_is_used() -> None:
    second = make_value("t", "乙", position=2)
    first = make_value("t", "甲", position=1)
    gone = make_value("t", "丙", position=3, is_valid=False)

    assert choices("t") == [(first.pk, "甲"), (second.pk, "乙")]
    assert choices("t", including=gone.pk) == [(first.pk, "甲"), (second.pk, "乙"), (gone.pk, "丙（已失效）")]
    assert label_of(gone.pk) == "丙（已失效）"
    assert label_of(None) == ""
