"""Who processes an approved order: by rule, by hand, in a batch, and two at once (ORD-028)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.catalog.models import Item
from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.kit.context import Context, active
from danshu.kit.errors import EditConflict, FieldErrors, NotFound
from danshu.notices.models import Notice
from danshu.parties.models import Customer
from danshu.sales import routing
from danshu.sales.assigning import Traits, fits
from danshu.sales.models import AssignmentRule, Order
from danshu.sales.operations.assign_by_rule import assign_by_rule
from danshu.sales.operations.assign_order import CannotProcess, NoRuleFits, NothingToProcess, assign_order
from danshu.sales.operations.save_assignment_rule import RuleEntry, save_assignment_rule
from danshu.sales.tests.conftest import SignIn, give_roles
from danshu.sales.tests.test_races import at_once
from danshu.sales.tests.world import NOON, World, build_world, line

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
API = "/api/v1"


def pk_of(actor: Actor) -> int:
    assert actor.user_id is not None
    return actor.user_id


def rule(world: World, name: str, *members: Actor, **conditions: Any) -> AssignmentRule:
    entry = RuleEntry(name, [pk_of(member) for member in members], **conditions)
    return save_assignment_rule(entry=entry, actor=SYSTEM, at=NOON)


def by_rule(order: Order) -> int | None:
    assign_by_rule(order_id=order.pk, actor=SYSTEM, at=NOON)
    order.refresh_from_db()
    return order.handler_id


def told(actor: Actor) -> list[str]:
    """What was put under somebody's bell about assignments."""
    kinds = ("sales.assigned", "sales.reassigned")
    return list(
        Notice.objects.filter(user_id=actor.user_id, kind__in=kinds).order_by("pk").values_list("text", flat=True)
    )


# ---- rules ----------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-028")
def test_the_first_rule_that_fits_gives_the_order_and_tells_its_handler(office: World) -> None:
    rule(office, "别的省", office.shipper, rank=1, provinces=["别的省"])
    rule(office, "华东", office.reviewer, rank=2, units=[office.branch.pk], types=["sales"])
    rule(office, "其余", office.service_desk, rank=3)
    order = office.approved()
    assert by_rule(order) == office.reviewer.user_id
    assert told(office.reviewer) == [f"订单 {order.number}（示例青禾连锁超市）分派给你处理"]
    for _ in range(2):  # a delivery may come twice
        routing.assign({"aggregate": f"sales.order:{order.pk}", "version": order.version})
    assert len(told(office.reviewer)) == 1


@pytest.mark.spec("ORD-028")
def test_each_condition_is_met_or_the_rule_does_not_fit() -> None:
    traits = Traits("sales", "staff", frozenset({1, 2}), "江苏省", frozenset({7}), 5)
    met: dict[str, Any] = {
        "types": ["sales"], "channels": ["staff", "phone"], "units": [2, 9], "provinces": ["江苏"], "categories": [7],
        "customer_id": 5,
    }  # fmt: skip
    missed: dict[str, Any] = {
        "types": ["card"], "channels": ["shop"], "units": [3], "provinces": ["浙江"], "categories": [8], "customer_id": 6,
    }  # fmt: skip
    assert fits(AssignmentRule(members=[1], **met), traits)
    for name, value in missed.items():
        assert not fits(AssignmentRule(members=[1], **{**met, name: value}), traits), name
    assert fits(AssignmentRule(members=[1]), traits)


@pytest.mark.spec("ORD-028")
def test_product_and_region_conditions_look_at_the_items_and_at_the_customer(office: World) -> None:
    Customer.objects.filter(pk=office.customer.pk).update(province="江苏省")
    soap = Item.objects.get(pk=office.soap.pk)
    rule(office, "江苏的洗手液", office.reviewer, provinces=["江苏"], categories=[soap.category_id])
    assert by_rule(office.approved(line(office.soap, 1))) == office.reviewer.user_id
    Customer.objects.filter(pk=office.customer.pk).update(province="浙江省")
    assert by_rule(office.approved(line(office.soap, 2))) is None


@pytest.mark.spec("ORD-028")
def test_turns_go_round_and_the_least_loaded_comes_first(office: World) -> None:
    turn = rule(office, "轮流", office.reviewer, office.service_desk)
    given = [by_rule(office.approved(line(office.soap, n))) for n in (1, 2, 3)]
    one, two = office.reviewer.user_id, office.service_desk.user_id
    assert given == [one, two, one]
    turn.refresh_from_db()
    assert turn.last_given == one
    AssignmentRule.objects.filter(pk=turn.pk).update(choose="load")
    assert [by_rule(office.approved(line(office.soap, n))) for n in (4, 5)] == [two, one]


@pytest.mark.spec("ORD-028", "ACC-022")
def test_who_left_or_may_not_see_the_order_is_passed_over(office: World) -> None:
    rule(office, "轮流", office.reviewer, office.service_desk)
    User.objects.filter(pk=office.reviewer.user_id).update(is_active=False)
    assert by_rule(office.approved(line(office.soap, 1))) == office.service_desk.user_id
    User.objects.filter(pk=office.service_desk.user_id).update(is_active=False)
    order = office.approved(line(office.soap, 2))
    assert by_rule(order) is None
    with pytest.raises(NoRuleFits):
        assign_order(order_id=order.pk, actor=office.reviewer, at=NOON)


@pytest.mark.spec("ORD-028", "COM-008")
def test_a_rule_without_people_who_may_process_orders_is_refused(office: World) -> None:
    wrong = RuleEntry("  ", [pk_of(office.finance)], rank=10000, choose="luck", types=["x"], customer_id=10**9)
    with pytest.raises(FieldErrors) as refused:
        save_assignment_rule(entry=wrong, actor=SYSTEM, at=NOON)
    assert {problem.field for problem in refused.value.problems} == {
        "name", "members", "rank", "choose", "types", "customer_id",
    }  # fmt: skip
    assert AssignmentRule.objects.count() == 0


# ---- by hand --------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-028")
def test_a_manager_reassigns_and_both_people_see_it_with_the_history(office: World, sign_in: SignIn) -> None:
    order = office.approved()
    first = assign_order(
        order_id=order.pk, handler_id=office.service_desk.user_id, note="老客户", actor=office.reviewer, at=NOON
    )
    assign_order(
        order_id=order.pk, handler_id=office.shipper.user_id, version=first.version, actor=office.reviewer, at=NOON
    )
    order.refresh_from_db()
    assert order.handler_id == office.shipper.user_id
    assert told(office.service_desk)[-1] == f"订单 {order.number} 改由 孙七 处理"
    assert told(office.shipper) == [f"订单 {order.number}（示例青禾连锁超市）分派给你处理"]
    assert told(office.reviewer) == []
    steps = sign_in(office.reviewer).get(f"/orders/{order.number}/").content.decode()
    assert all(part in steps for part in ("王五", "孙七", "老客户"))


@pytest.mark.spec("ORD-028", "ACC-005")
def test_a_leavers_turns_go_to_his_successor_once(office: World) -> None:
    both = rule(office, "两人", office.reviewer, office.service_desk)
    alone = rule(office, "一人", office.reviewer)
    leaver, successor = pk_of(office.reviewer), pk_of(office.service_desk)
    assert routing.count_turns(leaver) == 2
    with active(Context("test.leave", SYSTEM, NOON)):
        assert routing.move_turns(user_id=leaver, successor_id=successor, actor=SYSTEM, at=NOON) == 2
    for each in (both, alone):
        each.refresh_from_db()
        assert each.members == [successor]
    assert routing.count_turns(leaver) == 0


@pytest.mark.spec("ORD-028")
def test_only_approved_orders_go_only_to_people_who_may_process_them(office: World) -> None:
    waiting, order = office.order(line(office.soap, 1)), office.approved(line(office.paper, 1))
    with pytest.raises(NothingToProcess):
        assign_order(order_id=waiting.pk, handler_id=office.shipper.user_id, actor=office.reviewer, at=NOON)
    for nobody in (office.finance, office.clerk, office.stranger):
        with pytest.raises(CannotProcess):
            assign_order(order_id=order.pk, handler_id=nobody.user_id, actor=office.reviewer, at=NOON)
    with pytest.raises(CannotProcess):
        assign_order(order_id=order.pk, handler_id=10**9, actor=office.reviewer, at=NOON)
    with pytest.raises(NotFound):
        assign_order(order_id=10**9, handler_id=office.shipper.user_id, actor=office.reviewer, at=NOON)
    for each in (waiting, order):
        before = each.version
        each.refresh_from_db()
        assert (each.handler_id, each.version) == (None, before)
    assert Notice.objects.filter(kind="sales.assigned").count() == 0


# ---- pages and API --------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-028", "ORD-017", "COM-004")
def test_the_list_has_the_tabs_and_the_batch_assigns_what_it_can_and_names_the_rest(
    office: World, sign_in: SignIn
) -> None:
    first, second = office.approved(line(office.soap, 1)), office.approved(line(office.paper, 1))
    waiting = office.order(line(office.soap, 3))
    client = sign_in(office.reviewer)
    keys = ",".join(str(each.pk) for each in (first, second, waiting))
    page = client.get(f"/orders/assign/?ids={keys}").content.decode()
    assert "王五（处理中 0 单）" in page
    answer = client.post(
        f"/orders/assign/?ids={keys}", {"handler": office.service_desk.user_id, "note": "", "form_token": "t"}
    )
    assert answer.status_code == 303
    shown = client.get("/orders/?tab=unassigned").content.decode()
    assert "已分派 2 单" in shown
    assert f"订单 {waiting.number} 现在是「待审核」，不需要分派" in shown
    mine = sign_in(office.service_desk).get("/orders/?tab=mine").context["listing"].page.rows
    assert {row.number for row in mine} == {first.number, second.number}
    assert client.get("/orders/?tab=unassigned").context["listing"].page.rows == []


@pytest.mark.spec("ORD-028", "API-001")
def test_the_api_assigns_by_person_and_by_rule_and_keeps_rules(office: World, sign_in: SignIn) -> None:
    client, order = sign_in(office.reviewer), office.approved()

    def send(method: str, path: str, body: dict[str, Any], key: str) -> Any:
        return getattr(client, method)(
            API + path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
        )

    made = send("post", "/assignment-rules", {"name": "全部", "members": [office.shipper.user_id]}, "r1")
    assert (made.status_code, made.json()["choose"]) == (201, "turn")
    given = send("post", f"/orders/{order.number}/assignment", {}, "a1")
    assert (given.status_code, given.json()["handler_id"]) == (200, office.shipper.user_id)
    again = send("post", f"/orders/{order.number}/assignment", {"handler_id": office.finance.user_id}, "a2")
    assert (again.status_code, again.json()["code"]) == (422, "cannot_process")
    stale = send(
        "put",
        f"/assignment-rules/{made.json()['id']}",
        {"name": "x", "members": [office.shipper.user_id], "version": 7},
        "r2",
    )
    assert stale.status_code == 409
    assert [each["name"] for each in client.get(f"{API}/assignment-rules").json()["items"]] == ["全部"]
    assert send("delete", f"/assignment-rules/{made.json()['id']}", {}, "r3").status_code == 204
    assert AssignmentRule.objects.count() == 0
    refused = sign_in(office.clerk).get(f"{API}/assignment-rules")
    assert refused.status_code == 403


@pytest.mark.spec("ORD-028")
def test_rules_are_written_and_read_in_words_with_few_queries(office: World, sign_in: SignIn) -> None:
    client = sign_in(office.reviewer)
    filled = {"name": "华东的大客户", "rank": "10", "choose": "load", "members": [office.shipper.user_id, office.service_desk.user_id],
              "in_force": "on", "units": [office.branch.pk], "types": ["sales"], "customer_id": office.customer.pk,
              "provinces": "江苏，浙江"}  # fmt: skip
    assert client.post("/orders/assignment-rules/new/", filled).status_code == 303
    made = AssignmentRule.objects.get()
    assert (made.rank, made.provinces, made.units, made.customer_id) == (
        10,
        ["江苏", "浙江"],
        [office.branch.pk],
        office.customer.pk,
    )
    text = client.get("/orders/assignment-rules/").content.decode()
    assert "组织：华东分公司" in text
    assert "客户：示例青禾连锁超市" in text
    with CaptureQueriesContext(connection) as one:
        client.get("/orders/assignment-rules/")
    for number in range(5):
        rule(office, f"规则 {number}", office.shipper)
    with CaptureQueriesContext(connection) as six:
        client.get("/orders/assignment-rules/")
    assert len(six) == len(one)
    edited = client.post(f"/orders/assignment-rules/{made.pk}/", filled | {"name": "华东", "version": "1"})
    assert edited.status_code == 303
    assert "修改记录" in client.get(f"/orders/assignment-rules/{made.pk}/").content.decode()
    asked = client.get(f"/orders/assignment-rules/{made.pk}/delete/").content.decode()
    assert "删除分派规则「华东」？" in asked


# ---- two at once ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("ORD-028", "FI-05")
def test_of_two_managers_who_assign_at_once_one_wins_unless_they_say_nothing_of_what_they_saw() -> None:
    world = build_world()
    for actor in (world.reviewer, world.shipper, world.service_desk):
        give_roles(actor)
    order = world.approved()

    def give(to: Actor, version: int | None) -> Callable[[], object]:
        return lambda: assign_order(
            order_id=order.pk, handler_id=to.user_id, version=version, actor=world.reviewer, at=NOON
        )

    seen = order.version
    assert at_once(give(world.shipper, seen), give(world.service_desk, seen)) == {"done": 1, EditConflict.code: 1}
    order.refresh_from_db()
    # negative control: who does not say what he saw overwrites
    assert at_once(give(world.shipper, None), give(world.service_desk, None))["done"] == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("ORD-028", "FI-05")
def test_eight_orders_approved_at_once_are_dealt_evenly() -> None:
    world = build_world()
    for actor in (world.reviewer, world.service_desk):
        give_roles(actor)
    rule(world, "轮流", world.reviewer, world.service_desk)
    orders = [world.approved(line(world.soap, 1)) for _ in range(8)]

    def deal(order: Order) -> Callable[[], object]:
        return lambda: assign_by_rule(order_id=order.pk, actor=SYSTEM, at=NOON)

    assert at_once(*(deal(order) for order in orders)) == {"done": 8}
    held = [Order.objects.filter(handler_id=actor.user_id).count() for actor in (world.reviewer, world.service_desk)]
    assert held == [4, 4]
