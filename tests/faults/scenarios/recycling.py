"""Operations of the recycle bin and of what leads into it."""

from __future__ import annotations

from datetime import timedelta

from danshu.recycling.models import Entry
from danshu.recycling.operations.ask_restore import ask_restore
from danshu.recycling.operations.confirm_cleanup import confirm_cleanup
from danshu.recycling.operations.decide_restore import decide_restore
from danshu.recycling.operations.purge_entry import purge_entry
from danshu.recycling.operations.restore_entry import restore_entry
from danshu.recycling.operations.run_cleanup import run_cleanup
from danshu.recycling.operations.save_cleanup_rule import save_cleanup_rule
from danshu.sales.models import Order
from danshu.sales.operations.ask_special import ask_special
from danshu.sales.operations.decide_special import decide_special
from danshu.sales.operations.delete_order import delete_order
from danshu.sales.tests.world import World, build_world, line
from tests.faults.crash import ACTOR, AT, Scenario, scenario

LATER = AT + timedelta(days=40)


def _special(world: World) -> Order:
    order = world.approved(line(world.soap, 2))
    ask_special(order_id=order.pk, reason="重复", facts="两张相同", is_true=True, actor=world.clerk, at=AT)
    decide_special(order_id=order.pk, agree=True, actor=ACTOR, at=AT)
    return order


def _deleted_approved() -> Entry:
    order = _special(build_world())
    return delete_order(order_id=order.pk, reason_code="duplicate", actor=ACTOR, at=AT)


def _deleted_draft() -> Entry:
    world = build_world()
    order = world.order(submit=False)
    return delete_order(order_id=order.pk, reason_code="test", actor=ACTOR, at=AT)


@scenario("sales.delete_order", name="approved")
def _delete_approved() -> Scenario:
    order = _special(build_world())
    return lambda: delete_order(order_id=order.pk, reason_code="duplicate", actor=ACTOR, at=AT)


@scenario("sales.ask_special")
def _ask_special() -> Scenario:
    world = build_world()
    order = world.approved(line(world.soap, 2))
    return lambda: ask_special(order_id=order.pk, reason="重复", facts="两张相同", is_true=True, actor=ACTOR, at=AT)


@scenario("sales.decide_special")
def _decide_special() -> Scenario:
    world = build_world()
    order = world.approved(line(world.soap, 2))
    ask_special(order_id=order.pk, reason="重复", facts="两张相同", is_true=True, actor=world.clerk, at=AT)
    return lambda: decide_special(order_id=order.pk, agree=True, actor=ACTOR, at=AT)


@scenario("recycling.restore_entry", name="approved")
def _restore() -> Scenario:
    entry = _deleted_approved()
    return lambda: restore_entry(entry_id=entry.pk, actor=ACTOR, at=AT)


@scenario("recycling.restore_entry", name="stock taken")
def _restore_as_draft() -> Scenario:
    world = build_world()
    order = world.approved(line(world.soap, 60))
    ask_special(order_id=order.pk, reason="重复", facts="两张相同", is_true=True, actor=world.clerk, at=AT)
    decide_special(order_id=order.pk, agree=True, actor=ACTOR, at=AT)
    entry = delete_order(order_id=order.pk, reason_code="duplicate", actor=ACTOR, at=AT)
    world.approved(line(world.soap, 70))
    return lambda: restore_entry(entry_id=entry.pk, actor=ACTOR, at=AT)


@scenario("recycling.purge_entry")
def _purge() -> Scenario:
    entry = _deleted_draft()
    return lambda: purge_entry(entry_id=entry.pk, reason="测试", actor=ACTOR, at=AT)


@scenario("recycling.ask_restore")
def _ask() -> Scenario:
    entry = _deleted_draft()
    return lambda: ask_restore(entry_id=entry.pk, reason="误删", actor=ACTOR, at=AT)


@scenario("recycling.decide_restore", name="agreed")
def _decide() -> Scenario:
    asked = ask_restore(entry_id=_deleted_draft().pk, reason="误删", actor=ACTOR, at=AT)
    return lambda: decide_restore(application_id=asked.pk, agree=True, actor=ACTOR, at=AT)


@scenario("recycling.decide_restore", name="refused")
def _refuse() -> Scenario:
    asked = ask_restore(entry_id=_deleted_draft().pk, reason="误删", actor=ACTOR, at=AT)
    return lambda: decide_restore(application_id=asked.pk, agree=False, answer="重复下单", actor=ACTOR, at=AT)


def _rule() -> int:
    made = save_cleanup_rule(
        kind="sales.order", name="旧草稿", statuses=["draft"], older_than_days=30, actor=ACTOR, at=AT
    )
    return made.pk


@scenario("recycling.save_cleanup_rule")
def _save_rule() -> Scenario:
    return lambda: save_cleanup_rule(
        kind="sales.order", name="旧草稿", statuses=["draft", "voided"], older_than_days=30, actor=ACTOR, at=AT
    )


@scenario("recycling.run_cleanup")
def _run() -> Scenario:
    build_world().order(submit=False)
    rule = _rule()
    return lambda: run_cleanup(rule_id=rule, actor=ACTOR, at=LATER)


@scenario("recycling.confirm_cleanup")
def _confirm() -> Scenario:
    world = build_world()
    world.order(submit=False)
    run = run_cleanup(rule_id=_rule(), actor=ACTOR, at=LATER)
    chosen = list(run.proposals.values_list("pk", flat=True))
    return lambda: confirm_cleanup(run_id=run.pk, chosen=chosen, actor=ACTOR, at=LATER)
