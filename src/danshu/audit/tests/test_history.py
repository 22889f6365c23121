"""The history of a record in words (COM-017) and what belongs to the sensitive trail (SYS-006)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.models import TextChoices

from danshu.audit import labels
from danshu.audit.labels import action_labels, field_labels, sensitive_operations
from danshu.audit.queries import history, history_of
from danshu.audit.tests.factories import make_entry
from danshu.kit.verification import CHECKS

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-017")]


class Colour(TextChoices):
    RED = "red", "红"
    BLUE = "blue", "蓝"


@pytest.fixture(autouse=True)
def _labels() -> Iterator[None]:
    field_labels(
        "test.line",
        {"quantity": "数量", "colour": "颜色", "urgent": "加急"},
        name="测试行",
        values={"colour": Colour},
    )
    action_labels({"test.change": "改了一行"})
    yield
    del labels.FIELDS["test.line"], labels.KINDS["test.line"], labels.ACTIONS["test.change"]


def test_a_changed_quantity_shows_both_values_and_the_user() -> None:
    make_entry(subject_kind="test.line", subject_id=7, changes={"quantity": ["2", "3"]}, reason="客户要求")
    make_entry(subject_kind="test.line", subject_id=8, changes={"quantity": ["5", "6"]})
    (entry,) = history("test.line", 7)
    assert (entry["who"], entry["action"], entry["kind"]) == ("王五", "改了一行", "change")
    assert entry["changes"] == [("数量", "2", "3")]
    assert entry["reason"] == "客户要求"


def test_stored_codes_are_shown_in_words_and_empty_pairs_left_out() -> None:
    changes = {"colour": ["red", "blue"], "urgent": [False, True], "remark": ["", None], "tags": [[], ["a", "b"]]}
    make_entry(subject_kind="test.line", subject_id=7, changes=changes)
    (entry,) = history("test.line", 7)
    assert entry["changes"] == [("颜色", "红", "蓝"), ("加急", "否", "是"), ("tags", "", "a、b")]


def test_a_document_with_its_lines_has_one_history_newest_first() -> None:
    make_entry(subject_kind="test.order", subject_id=1, action="test.create_order", operation="test.create_order")
    make_entry(subject_kind="test.line", subject_id=7)
    make_entry(subject_kind="test.line", subject_id=9)
    found = history_of([("test.order", 1), ("test.line", 7)])
    assert [(each["action"], each["kind"]) for each in found] == [
        ("改了一行", "change"),
        ("test.create_order", "create"),
    ]
    assert len(history_of([("test.order", 1), ("test.line", 7)], limit=1)) == 1
    assert history_of([]) == []


@pytest.mark.spec("SYS-006")
def test_parameter_changes_and_exports_are_sensitive_and_plain_edits_are_not() -> None:
    found = sensitive_operations()
    assert "parameters.change_parameters" in found
    assert "audit.export" in found
    assert "dictionaries.edit_value" not in found


def test_verify_names_a_record_without_an_entry() -> None:
    from danshu.dictionaries.tests.factories import make_value

    row = make_value("test", "甲")
    assert f"dictionaries.value {row.pk} has no entry in the audit trail" in list(CHECKS["audit.missing"].function())
    make_entry(subject_kind="dictionaries.value", subject_id=row.pk)
    assert list(CHECKS["audit.missing"].function()) == []
