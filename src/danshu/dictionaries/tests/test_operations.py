"""Every dictionary behaves alike: add, edit, invalidate, reorder (COM-005, COM-006, COM-015)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from danshu.audit.models import AuditEntry
from danshu.dictionaries.delivery import deliver
from danshu.dictionaries.errors import NameTaken, OnlyViewed, PositionOutside, UnknownDictionary
from danshu.dictionaries.models import Value
from danshu.dictionaries.operations.add_value import add_value
from danshu.dictionaries.operations.edit_value import edit_value
from danshu.dictionaries.operations.invalidate_value import invalidate_value
from danshu.dictionaries.operations.move_values import move_values
from danshu.dictionaries.permissions import CONFIGURE
from danshu.dictionaries.queries import choices, ids_by_name, require_valid
from danshu.dictionaries.registry import DICTIONARIES, dictionary
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.clock import now
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, NotFound

pytestmark = pytest.mark.django_db
ADMIN = Actor(1, "管理员", grants={CONFIGURE: EVERYTHING})
COLOUR = "test.colour"


@pytest.fixture(autouse=True)
def _dictionary() -> Iterator[None]:
    dictionary(COLOUR, "颜色", "Colours", delivered=[("red", "红", "red"), ("blue", "蓝", "blue")])
    yield
    del DICTIONARIES[COLOUR]


def add(name: str, **more: str) -> Value:
    return add_value(dictionary=COLOUR, name=name, actor=ADMIN, at=now(), **more)


def names() -> list[str]:
    return [label for _, label in choices(COLOUR)]


@pytest.mark.spec("COM-015")
def test_a_second_valid_value_with_the_same_name_is_refused_until_the_first_is_invalid() -> None:
    first = add(" 绿 ", remark="草地")
    with pytest.raises(NameTaken) as refusal:
        add("绿")
    assert refusal.value.field == "name"
    assert "绿" in refusal.value.text
    assert names() == ["绿"]

    invalidate_value(value_id=first.pk, actor=ADMIN, at=now())
    second = add("绿")
    assert choices(COLOUR) == [(second.pk, "绿")]
    assert AuditEntry.objects.filter(subject_kind="dictionaries.value", subject_id=first.pk).count() == 2


@pytest.mark.spec("COM-008")
def test_limits_count_characters_and_are_told_together() -> None:
    assert add("名" * 50).name == "名" * 50
    with pytest.raises(FieldErrors) as refusal:
        add("名" * 51, name_en="n" * 51, remark="注" * 501)
    assert [p.field for p in refusal.value.problems] == ["name", "name_en", "remark"]
    with pytest.raises(FieldErrors):
        add("   ")
    assert Value.objects.filter(dictionary=COLOUR).count() == 1


@pytest.mark.spec("COM-005")
def test_an_invalid_value_can_only_be_viewed() -> None:
    row = add("绿")
    invalidate_value(value_id=row.pk, actor=ADMIN, at=now())
    with pytest.raises(OnlyViewed, match="只能查看"):
        edit_value(value_id=row.pk, name="青", actor=ADMIN, at=now())
    with pytest.raises(OnlyViewed):
        invalidate_value(value_id=row.pk, actor=ADMIN, at=now())
    with pytest.raises(NotFound):
        move_values(dictionary=COLOUR, value_ids=[row.pk], position=1, actor=ADMIN, at=now())
    assert require_valid(COLOUR, row.pk) is False
    assert require_valid(COLOUR, row.pk, used=row.pk) is True
    assert Value.objects.get(pk=row.pk).name == "绿"


@pytest.mark.spec("COM-012")
def test_the_second_of_two_editors_is_told() -> None:
    row = add("绿")
    edit_value(value_id=row.pk, name="青", seen_version=1, actor=ADMIN, at=now())
    with pytest.raises(EditConflict):
        edit_value(value_id=row.pk, name="蓝", seen_version=1, actor=ADMIN, at=now())
    assert Value.objects.get(pk=row.pk).name == "青"


def test_editing_onto_anothers_name_and_unknown_records_are_refused() -> None:
    row = add("绿")
    add("青")
    with pytest.raises(NameTaken):
        edit_value(value_id=row.pk, name="青", actor=ADMIN, at=now())
    with pytest.raises(NotFound):
        edit_value(value_id=0, name="白", actor=ADMIN, at=now())
    with pytest.raises(UnknownDictionary):
        add_value(dictionary="no.such", name="白", actor=ADMIN, at=now())
    with pytest.raises(Forbidden):
        add_value(dictionary=COLOUR, name="白", actor=Actor(2, "甲"), at=now())
    assert names() == ["绿", "青"]


@pytest.mark.spec("COM-006")
def test_moving_the_fifth_to_position_two_and_several_together() -> None:
    rows = [add(name) for name in "一二三四五"]
    move_values(dictionary=COLOUR, value_ids=[rows[4].pk], position=2, actor=ADMIN, at=now())
    assert names() == list("一五二三四")
    move_values(dictionary=COLOUR, value_ids=[rows[3].pk, rows[0].pk], position=3, actor=ADMIN, at=now())
    assert names() == list("五二一四三")
    for outside in (0, 5):
        with pytest.raises(PositionOutside):
            move_values(dictionary=COLOUR, value_ids=[rows[0].pk, rows[1].pk], position=outside, actor=ADMIN, at=now())
    assert names() == list("五二一四三")


def test_delivered_values_come_once_and_stay_as_people_changed_them() -> None:
    deliver()
    red = Value.objects.get(dictionary=COLOUR, code="red")
    edit_value(value_id=red.pk, name="大红", actor=ADMIN, at=now())
    invalidate_value(value_id=Value.objects.get(dictionary=COLOUR, code="blue").pk, actor=ADMIN, at=now())
    deliver()
    assert names() == ["大红"]
    assert Value.objects.filter(dictionary=COLOUR).count() == 2
    assert ids_by_name(COLOUR) == {"大红": red.pk}
