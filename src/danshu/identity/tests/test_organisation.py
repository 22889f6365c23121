"""The tree of the organisation and who works where (ACC-002)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from danshu.access.queries import load_actor
from danshu.access.tests.factories import actor_of, administrator, grant
from danshu.identity.models import StaffAssignment, Unit, User
from danshu.identity.operations.assign_staff import (
    AlreadyAssigned,
    MainUnitNeeded,
    assign_staff,
    end_assignment,
)
from danshu.identity.operations.edit_unit import (
    UnitData,
    create_unit,
    delete_unit,
    edit_unit,
    invalidate_unit,
)
from danshu.identity.queries import unit_tree
from danshu.identity.rules import units as rules
from danshu.identity.rules.units import InvalidatedUnit, UnitBlocked, UnitInUse, UnitLoop
from danshu.identity.store import NoSuchChoice
from danshu.identity.tests.factories import NOON, make_unit, make_user
from danshu.identity.verification import main_unit_is_the_main_assignment, units_form_a_tree
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACC-002")]
TODAY = business_date(NOON)


@pytest.fixture
def admin(db: None) -> Actor:
    return actor_of(administrator("zhaoliu", full_name="赵六"))


@pytest.fixture
def desk(admin: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(user_name="zhaoliu"))
    return client


def data_of(unit: Unit, **changes: Any) -> UnitData:
    given = {"code": unit.code, "name": unit.name, "type": unit.type, "parent_id": unit.parent_id, **changes}
    return UnitData(**given)


def edit(unit: Unit, actor: Actor, **changes: Any) -> Unit:
    data = data_of(unit, **changes)
    return edit_unit(unit_id=unit.pk, seen_version=unit.version, data=data, actor=actor, at=NOON)


# ---- tree ----------------------------------------------------------------------------------------------------------
def test_a_unit_below_itself_is_refused_at_any_depth(admin: Actor) -> None:
    top = make_unit()
    middle = make_unit(parent=top, type="department")
    below = make_unit(parent=middle, type="department")
    for target in (top, middle, below):
        with pytest.raises(UnitLoop):
            edit(top, admin, parent_id=target.pk)
    top.refresh_from_db()
    assert (top.parent_id, list(units_form_a_tree())) == (None, [])


def test_the_database_refuses_the_shortest_loop_by_itself() -> None:
    unit = make_unit()
    with pytest.raises(IntegrityError, match="unit_not_own_parent"), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(parent=unit.pk)


def test_a_longer_loop_made_behind_our_back_is_found_by_verify() -> None:
    top = make_unit()
    below = make_unit(parent=top)
    Unit.objects.filter(pk=top.pk).update(parent=below.pk)
    assert sorted(units_form_a_tree()) == sorted(f"unit {pk} lies below itself" for pk in (top.pk, below.pk))


def test_units_are_added_and_moved_on_their_pages(desk: Client) -> None:
    entries = {"code": "HD", "name": "华东分公司", "type": "branch"}
    assert desk.post("/organisation/new/", entries).status_code == 303
    branch = Unit.objects.get(code="HD")
    assert (
        desk.post(
            "/organisation/new/", {"code": "HD-1", "name": "内勤", "type": "department", "parent": branch.pk}
        ).status_code
        == 303
    )
    assert [(n.unit.name, n.depth) for n in unit_tree()] == [("华东分公司", 0), ("内勤", 1)]
    page = desk.get("/organisation/").content.decode()
    assert page.index("华东分公司") < page.index("内勤")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "填写名称"),
        ({"name": "长" * 51}, "最多 50 个字，现在是 51 个"),
        ({"code": "HD"}, "组织编码已被使用"),
        ({"code": "X", "name": "华东分公司"}, "同一上级下已有这个名称的组织"),
        ({"phone": "call me"}, "电话由 5 到 30 个数字"),
        ({"parent": "999999"}, ""),
    ],
)
def test_wrong_entries_are_told_beside_their_fields(desk: Client, changes: dict[str, str], words: str) -> None:
    make_unit("华东分公司", code="HD")
    answer = desk.post("/organisation/new/", {"code": "N", "name": "新组织", "type": "department", **changes})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Unit.objects.count() == 1


def test_the_second_editor_is_told(admin: Actor) -> None:
    unit = make_unit()
    edit(unit, admin, name="甲")
    with pytest.raises(EditConflict):
        edit(unit, admin, name="乙")
    unit.refresh_from_db()
    assert unit.name == "甲"


@pytest.fixture
def open_orders() -> Iterator[dict[int, int]]:
    counts: dict[int, int] = {}
    rules.blocks_invalidation("test.orders", "未完成订单", lambda unit_id: counts.get(unit_id, 0))
    yield counts
    del rules._BLOCKERS["test.orders"]


def test_invalidating_lists_everything_that_blocks(desk: Client, admin: Actor, open_orders: dict[int, int]) -> None:
    branch = make_unit("华东分公司")
    make_unit(parent=branch)
    make_user(unit=branch)
    make_user(unit=branch, is_active=False)
    open_orders[branch.pk] = 7
    with pytest.raises(UnitBlocked) as refusal:
        invalidate_unit(unit_id=branch.pk, actor=admin, at=NOON)
    assert refusal.value.text == "华东分公司 还不能失效：下级组织 1、在职人员 1、未完成订单 7"
    page = desk.get(f"/organisation/{branch.pk}/invalidate/")
    assert page.status_code == 409
    assert "未完成订单 7" in page.content.decode()
    branch.refresh_from_db()
    assert branch.is_valid


def test_an_invalidated_unit_can_only_be_viewed(desk: Client, admin: Actor) -> None:
    unit = make_unit("旧部门")
    invalidate_unit(unit_id=unit.pk, actor=admin, at=NOON)
    unit.refresh_from_db()
    with pytest.raises(InvalidatedUnit):
        edit(unit, admin, name="新名")
    with pytest.raises(InvalidatedUnit):
        invalidate_unit(unit_id=unit.pk, actor=admin, at=NOON)
    page = desk.get(f"/organisation/{unit.pk}/").content.decode()
    assert "/edit/" not in page
    assert "旧部门" not in desk.get("/organisation/").content.decode()
    assert "旧部门" in desk.get("/organisation/?invalid=1").content.decode()
    with pytest.raises(NoSuchChoice):
        create_unit(data=UnitData(code="X", name="x", type="store", parent_id=unit.pk), actor=admin, at=NOON)
    create_unit(data=UnitData(code="X", name="旧部门", type="branch"), actor=admin, at=NOON)


def test_only_a_unit_that_was_never_used_is_deleted(admin: Actor) -> None:
    used, fresh = make_unit(), make_unit()
    make_user(unit=used)
    with pytest.raises(UnitInUse) as refusal:
        delete_unit(unit_id=used.pk, actor=admin, at=NOON)
    assert "人员分配 1" in refusal.value.text
    delete_unit(unit_id=fresh.pk, actor=admin, at=NOON)
    assert list(Unit.objects.values_list("pk", flat=True)) == [used.pk]


def test_who_may_edit_one_branch_neither_sees_nor_changes_another_nor_makes_a_new_top() -> None:
    east, west = make_unit(), make_unit()
    clerk = make_user(unit=east)
    for code in ("identity.unit.view", "identity.unit.edit"):
        grant(clerk, code, "unit_and_below")
    actor = actor_of(clerk)
    create_unit(data=UnitData(code="E1", name="下级", type="department", parent_id=east.pk), actor=actor, at=NOON)
    with pytest.raises(NoSuchChoice):
        create_unit(data=UnitData(code="W1", name="下级", type="department", parent_id=west.pk), actor=actor, at=NOON)
    with pytest.raises(Forbidden):
        create_unit(data=UnitData(code="T", name="新顶级", type="company"), actor=actor, at=NOON)
    with pytest.raises(NotFound):
        edit(west, actor, name="改名")
    client = Client()
    client.force_login(clerk)
    assert client.get(f"/organisation/{west.pk}/").status_code == 404


# ---- people --------------------------------------------------------------------------------------------------------
def test_somebody_assigned_to_a_branch_appears_in_its_picker(desk: Client, admin: Actor) -> None:
    branch, other = make_unit("华东分公司"), make_unit()
    person = make_user("wangwu", full_name="王五")
    options = f"/people/staff-options/?q=ww&unit={branch.pk}"
    assert "王五" not in desk.get(options, headers={"HX-Request": "true"}).content.decode()
    entries = {"user": str(person.pk), "user-text": "王五", "position": "内勤", "is_main": "on"}
    assert desk.post(f"/organisation/{branch.pk}/assign/", entries).status_code == 303
    assert "王五" in desk.get(options, headers={"HX-Request": "true"}).content.decode()
    elsewhere = f"/people/staff-options/?q=ww&unit={other.pk}"
    assert "王五" not in desk.get(elsewhere, headers={"HX-Request": "true"}).content.decode()
    assert "王五" in desk.get(f"/organisation/{branch.pk}/").content.decode()


@pytest.mark.spec("COM-007")
def test_somebody_without_a_unit_is_offered_for_tasks_but_not_as_an_owner(desk: Client) -> None:
    make_user("wangwu", full_name="王五")
    make_user("liuba", full_name="刘八", is_active=False)
    part = {"HX-Request": "true"}
    assert "王五" in desk.get("/people/options/?q=王", headers=part).content.decode()
    assert "王五" not in desk.get("/people/staff-options/?q=王", headers=part).content.decode()
    assert "刘八" not in desk.get("/people/options/?q=刘", headers=part).content.decode()


def test_a_new_main_unit_replaces_the_former_one_at_once(admin: Actor) -> None:
    east, west = make_unit(), make_unit()
    person = make_user(unit=east)
    grant(person, "identity.user.view", "unit")
    assign_staff(user_id=person.pk, unit_id=west.pk, is_main=True, actor=admin, at=NOON)
    person.refresh_from_db()
    actor = load_actor(person.pk, today=TODAY)
    assert actor is not None
    assert (person.unit_id, set(actor.scope("identity.user.view").unit_ids)) == (west.pk, {west.pk})
    former = StaffAssignment.objects.get(unit=east)
    assert (former.is_main, former.to_date) == (False, TODAY - timedelta(days=1))
    assert list(main_unit_is_the_main_assignment()) == []


@pytest.mark.parametrize(
    ("back", "goes_to"),
    [
        ("/organisation/?x=1", "/organisation/?x=1"), ("/\\evil.example", None), ("//evil.example", None),
        ("https://evil.example/", None), ("javascript:alert(1)", None), ("", None),
    ],
)  # fmt: skip
def test_ending_an_assignment_leads_back_to_our_own_pages_only(
    desk: Client, admin: Actor, back: str, goes_to: str | None
) -> None:
    person = make_user(unit=make_unit())
    second = assign_staff(user_id=person.pk, unit_id=make_unit().pk, is_main=False, actor=admin, at=NOON)
    answer = desk.post(f"/organisation/assignments/{second.pk}/end/", {"back": back})
    assert (answer.status_code, answer["Location"]) == (303, goes_to or reverse("identity:units"))


def test_a_second_unit_reaches_its_records_between_its_days(admin: Actor) -> None:
    main, second = make_unit(), make_unit()
    person = make_user(unit=main)
    grant(person, "identity.user.view", "unit")
    days = {"from_date": TODAY, "to_date": TODAY + timedelta(days=3)}
    assign_staff(user_id=person.pk, unit_id=second.pk, is_main=False, actor=admin, at=NOON, **days)

    def reached(day: date) -> set[int]:
        actor = load_actor(person.pk, today=day)
        assert actor is not None
        return set(actor.scope("identity.user.view").unit_ids)

    assert reached(TODAY) == reached(TODAY + timedelta(days=3)) == {main.pk, second.pk}
    assert reached(TODAY + timedelta(days=4)) == reached(TODAY - timedelta(days=1)) == {main.pk}


def test_nobody_is_assigned_twice_and_dates_make_sense(admin: Actor) -> None:
    unit = make_unit()
    person = make_user(unit=make_unit())
    assign_staff(user_id=person.pk, unit_id=unit.pk, is_main=False, actor=admin, at=NOON)
    with pytest.raises(AlreadyAssigned):
        assign_staff(user_id=person.pk, unit_id=unit.pk, is_main=False, actor=admin, at=NOON)
    backwards = {"from_date": TODAY, "to_date": TODAY - timedelta(days=1)}
    with pytest.raises(FieldErrors):
        assign_staff(user_id=person.pk, unit_id=make_unit().pk, is_main=False, actor=admin, at=NOON, **backwards)
    with pytest.raises(FieldErrors):
        assign_staff(user_id=person.pk, unit_id=make_unit().pk, is_main=True, to_date=TODAY, actor=admin, at=NOON)


def test_the_main_unit_ends_last(admin: Actor) -> None:
    person = make_user(unit=make_unit())
    second = assign_staff(user_id=person.pk, unit_id=make_unit().pk, is_main=False, actor=admin, at=NOON)
    main = person.assignments.get(is_main=True)
    with pytest.raises(MainUnitNeeded):
        end_assignment(assignment_id=main.pk, actor=admin, at=NOON)
    end_assignment(assignment_id=second.pk, actor=admin, at=NOON)
    end_assignment(assignment_id=main.pk, actor=admin, at=NOON)
    person.refresh_from_db()
    assert person.unit_id is None
    assert list(main_unit_is_the_main_assignment()) == []
    with pytest.raises(NotFound):
        end_assignment(assignment_id=999_999, actor=admin, at=NOON)
