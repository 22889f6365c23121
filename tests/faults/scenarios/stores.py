"""Operations on stores."""

from __future__ import annotations

from danshu.identity.tests.factories import make_unit
from danshu.stores.operations.close_store import close_store
from danshu.stores.operations.create_store import create_store
from danshu.stores.operations.delete_store import delete_store
from danshu.stores.operations.edit_store import edit_store
from danshu.stores.operations.reopen_store import reopen_store
from danshu.stores.operations.suspend_store import suspend_store
from danshu.stores.tests.factories import make_store
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("stores.create_store")
def _create() -> Scenario:
    unit = make_unit().pk
    return lambda: create_store(values={"code": "SX", "name": "新店", "unit_id": unit}, actor=ACTOR, at=AT)


@scenario("stores.edit_store")
def _edit() -> Scenario:
    row = make_store()
    return lambda: edit_store(store_id=row.pk, version=row.version, values={"name": "改名店"}, actor=ACTOR, at=AT)


@scenario("stores.suspend_store")
def _suspend() -> Scenario:
    pk = make_store().pk
    return lambda: suspend_store(store_id=pk, reason="装修", actor=ACTOR, at=AT)


@scenario("stores.reopen_store")
def _reopen() -> Scenario:
    pk = make_store().pk
    suspend_store(store_id=pk, actor=ACTOR, at=AT)
    return lambda: reopen_store(store_id=pk, actor=ACTOR, at=AT)


@scenario("stores.close_store")
def _close() -> Scenario:
    pk = make_store().pk
    return lambda: close_store(store_id=pk, reason="租约到期", actor=ACTOR, at=AT)


@scenario("stores.delete_store")
def _delete() -> Scenario:
    pk = make_store().pk
    return lambda: delete_store(store_id=pk, actor=ACTOR, at=AT)
