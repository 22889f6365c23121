"""Adding, changing, suspending, closing and deleting stores (ACC-003)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from danshu.access.effective import effective_rights
from danshu.access.tests.factories import actor_of, staff
from danshu.audit.models import AuditEntry
from danshu.identity.models import Unit
from danshu.identity.permissions import USER_VIEW
from danshu.identity.rules.units import blockers_of
from danshu.identity.tests.factories import make_unit, make_user
from danshu.inventory.operations.invalidate_warehouse import invalidate_warehouse
from danshu.inventory.tests.factories import make_warehouse
from danshu.kit.actor import Actor
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, IllegalTransition, NotFound
from danshu.regions.tests.factories import take_names
from danshu.stores import usage
from danshu.stores.errors import StoreClosed, StoreCodeTaken, StoreInUse
from danshu.stores.lifecycle import StoreStatus
from danshu.stores.models import Store
from danshu.stores.operations.close_store import close_store
from danshu.stores.operations.create_store import create_store
from danshu.stores.operations.delete_store import delete_store
from danshu.stores.operations.edit_store import edit_store
from danshu.stores.operations.reopen_store import reopen_store
from danshu.stores.operations.suspend_store import suspend_store
from danshu.stores.permissions import EDIT_STORE, VIEW_STORE
from danshu.stores.queries import open_stores, order_store_question
from danshu.stores.tests.factories import NOW, make_store

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACC-003")]
SYSTEM = Actor.system()


@pytest.fixture
def branch() -> Unit:
    return make_unit("华东分公司")


def refused(**values: Any) -> list[tuple[str, str]]:
    """The problems of a new store with these values."""
    with pytest.raises(FieldErrors) as found:
        create_store(values=values, actor=SYSTEM, at=NOW)  # type: ignore[arg-type]
    return [(problem.field, problem.code) for problem in found.value.problems]


def changed(actor: Actor, store: Store, **values: Any) -> Store:
    return edit_store(store_id=store.pk, version=store.version, values=values, actor=actor, at=NOW)  # type: ignore[arg-type]


def test_a_store_has_everything_that_was_entered_and_is_open(branch: Unit) -> None:
    manager, house = make_user(unit=branch), make_warehouse(unit=branch)

    store = create_store(
        values={
            "code": " MD01 ", "name": "滨江店", "unit_id": branch.pk, "country": "中国", "province": "浙江省", "city": "杭州市",
            "district": "滨江区", "street": "示例路 18 号", "manager_id": manager.pk, "phone": "0571-8000 0001",
            "opening_hours": "每天 9:00–21:00", "warehouse_id": house.pk, "remark": "示范店",
        },
        actor=SYSTEM, at=NOW,
    )  # fmt: skip

    found = Store.objects.get()
    assert (found.pk, found.code, found.name, found.status) == (store.pk, "MD01", "滨江店", "open")
    assert (found.country, found.address, found.phone) == ("CN", "浙江省杭州市滨江区示例路 18 号", "057180000001")
    assert (found.manager_id, found.warehouse_id, found.opening_hours) == (manager.pk, house.pk, "每天 9:00–21:00")
    entry = AuditEntry.objects.filter(action="stores.create_store").latest("pk")
    assert entry.subject_label == "滨江店"


def test_every_wrong_field_is_named_at_once_and_nothing_is_stored() -> None:
    closed_house = make_warehouse()
    invalidate_warehouse(warehouse_id=closed_house.pk, actor=SYSTEM, at=NOW)
    gone = make_user()
    gone.is_active = False
    gone.save()

    found = refused(
        code="", name="长" * 51, unit_id=None, country="火星", phone="电话", manager_id=gone.pk,
        warehouse_id=closed_house.pk, region_id="99", custom={"nothing": "1"},
    )  # fmt: skip

    assert dict(found) == {
        "code": "required", "name": "too_long", "unit_id": "required", "country": "unknown", "phone": "invalid",
        "manager_id": "unknown", "warehouse_id": "unknown", "region": "unknown", "custom-nothing": "unknown",
    }  # fmt: skip
    assert Store.objects.count() == 0


def test_codes_are_unique_whatever_their_case(branch: Unit) -> None:
    make_store(code="MD01", unit=branch)
    with pytest.raises(StoreCodeTaken) as found:
        create_store(values={"code": "md01", "name": "另一家", "unit_id": branch.pk}, actor=SYSTEM, at=NOW)
    assert (found.value.field, Store.objects.count()) == ("code", 1)


def test_a_chosen_division_writes_the_address_and_another_word_takes_it_away(branch: Unit, tmp_path: Any) -> None:
    take_names(tmp_path)
    store = make_store(unit=branch, region_id="330106", street="示例路 1 号")
    assert (store.province, store.city, store.district) == ("浙江省", "杭州市", "西湖区")

    moved = changed(SYSTEM, store, district="余杭区")

    assert (moved.region_id, moved.district) == (None, "余杭区")


def test_an_edit_is_told_field_by_field_and_one_that_changes_nothing_is_not_told(branch: Unit) -> None:
    store = make_store("老店", unit=branch)
    before = AuditEntry.objects.count()

    same = changed(SYSTEM, store, name="老店")
    assert (same.version, AuditEntry.objects.count()) == (1, before)

    new = changed(SYSTEM, store, name="新店", opening_hours="9:00–18:00")

    assert (new.version, new.name) == (2, "新店")
    with pytest.raises(EditConflict):
        edit_store(store_id=store.pk, version=1, values={"name": "第三个"}, actor=SYSTEM, at=NOW)
    assert Store.objects.get().name == "新店"


def test_what_a_store_has_already_stays_although_it_is_no_longer_valid(branch: Unit) -> None:
    manager, house = make_user(unit=branch), make_warehouse(unit=branch)
    store = make_store(unit=branch, manager_id=manager.pk, warehouse_id=house.pk)
    invalidate_warehouse(warehouse_id=house.pk, actor=SYSTEM, at=NOW)
    manager.is_active = False
    manager.save()

    new = changed(SYSTEM, store, name="改名店", manager_id=manager.pk, warehouse_id=house.pk)

    assert (new.name, new.manager_id, new.warehouse_id) == ("改名店", manager.pk, house.pk)


def test_open_suspended_closed_and_nothing_comes_after_closed(branch: Unit) -> None:
    pk = make_store(unit=branch).pk
    with pytest.raises(IllegalTransition):
        reopen_store(store_id=pk, actor=SYSTEM, at=NOW)
    assert suspend_store(store_id=pk, reason="装修", actor=SYSTEM, at=NOW).status == StoreStatus.SUSPENDED
    with pytest.raises(IllegalTransition):
        suspend_store(store_id=pk, actor=SYSTEM, at=NOW)
    assert reopen_store(store_id=pk, actor=SYSTEM, at=NOW).status == StoreStatus.OPEN
    assert close_store(store_id=pk, reason="租约到期", actor=SYSTEM, at=NOW).status == StoreStatus.CLOSED

    for again in (suspend_store, reopen_store, close_store, delete_store):
        with pytest.raises(StoreClosed):
            again(store_id=pk, actor=SYSTEM, at=NOW)
    with pytest.raises(StoreClosed):
        edit_store(store_id=pk, version=None, values={"name": "再开"}, actor=SYSTEM, at=NOW)
    assert Store.objects.get().status == "closed"


def test_the_database_holds_the_same_table_of_states(branch: Unit) -> None:
    pk = make_store(unit=branch).pk
    close_store(store_id=pk, actor=SYSTEM, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE stores_store SET status = 'open' WHERE id = %s", [pk])


def test_the_dialogs_say_what_follows_before_it_happens(branch: Unit) -> None:
    store = make_store("湖畔店", unit=branch, warehouse_id=make_warehouse(unit=branch).pk)

    closing = [effect.text for effect in close_store.dry_run(store_id=store.pk, actor=SYSTEM, at=NOW).effects]
    suspending = [effect.text for effect in suspend_store.dry_run(store_id=store.pk, actor=SYSTEM, at=NOW).effects]

    assert closing == ["湖畔店 不再接受新订单，以后只能查看", "关联仓库和它的库存不变"]
    assert suspending == ["湖畔店 恢复营业之前不接受新订单"]
    assert Store.objects.get().status == "open"


def test_a_store_that_was_never_used_is_deleted_a_used_one_is_not(branch: Unit, monkeypatch: Any) -> None:
    unused, used = make_store(unit=branch), make_store("老店", unit=branch)
    place = usage._Place("订单", lambda pks: {pk: 3 for pk in pks if pk == used.pk})
    monkeypatch.setattr(usage, "_PLACES", {"test": place})

    delete_store(store_id=unused.pk, version=1, actor=SYSTEM, at=NOW)
    with pytest.raises(StoreInUse, match="订单 3"):
        delete_store(store_id=used.pk, actor=SYSTEM, at=NOW)

    assert list(Store.objects.values_list("pk", flat=True)) == [used.pk]
    assert AuditEntry.objects.filter(action="stores.delete_store", subject_label=unused.name).count() == 1


@pytest.mark.spec("ACC-002")
def test_a_branch_with_a_store_that_is_not_closed_is_not_withdrawn(branch: Unit) -> None:
    store = make_store(unit=branch)
    assert [(b.label, b.count) for b in blockers_of(branch.pk, at=NOW) if b.count] == [("门店", 1)]
    close_store(store_id=store.pk, actor=SYSTEM, at=NOW)
    assert [b for b in blockers_of(branch.pk, at=NOW) if b.count] == []


@pytest.mark.spec("ACC-022", "ACC-023")
def test_a_store_administrator_has_the_store_he_manages_and_no_other_of_his_unit(branch: Unit) -> None:
    person = staff("STA", unit=branch)
    own, near, foreign = make_store(unit=branch, manager_id=person.pk), make_store(unit=branch), make_store()
    keeper = actor_of(person)

    assert [store.pk for store in Store.objects.visible_to(keeper, VIEW_STORE)] == [own.pk]
    assert open_stores(keeper) == [(str(own.pk), own.name)]
    assert changed(keeper, own, phone="13800000001").phone == "13800000001"
    for other in (near, foreign):
        question = order_store_question(other.pk, actor=keeper)
        assert question.answer() is None
        with pytest.raises(NotFound):
            changed(keeper, other, phone="13800000001")
    with pytest.raises(FieldErrors):
        changed(keeper, Store.objects.get(pk=own.pk), unit_id=foreign.unit_id)
    for forbidden in (suspend_store, close_store, delete_store):
        with pytest.raises(Forbidden):
            forbidden(store_id=own.pk, actor=keeper, at=NOW)
    assert (Store.objects.get(pk=own.pk).unit_id, Store.objects.get(pk=near.pk).version) == (branch.pk, 1)


@pytest.mark.spec("ACC-020", "ACC-022")
def test_a_store_administrator_who_manages_no_store_has_none_and_his_rights_say_so(branch: Unit) -> None:
    person = staff("STA", unit=branch)
    make_store(unit=branch)

    assert not Store.objects.visible_to(actor_of(person), VIEW_STORE).exists()
    rights = {each.permission.code: each for each in effective_rights(person.pk, actor=SYSTEM, permission=USER_VIEW)}
    assert [origin.scope for origin in rights[EDIT_STORE].origins] == ["本人"]


@pytest.mark.spec("ACC-022")
def test_a_salesperson_sees_the_stores_of_his_unit_a_manager_those_he_runs(branch: Unit) -> None:
    seller = staff("SLS", unit=branch)
    near, far = make_store(unit=branch), make_store()
    run = make_store(manager_id=seller.pk)

    seen = set(Store.objects.visible_to(actor_of(seller), VIEW_STORE).values_list("pk", flat=True))

    assert seen == {near.pk, run.pk}
    assert far.pk not in seen
