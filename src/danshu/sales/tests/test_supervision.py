"""When the supervisor is asked, who may answer, and what happens when nobody does (ORD-007, ORD-022, ORD-023)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from danshu.access.models import Role, UserRole
from danshu.calendar.queries import add_working_days
from danshu.catalog.models import Item
from danshu.identity.models import Unit, User
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import FieldErrors, Forbidden
from danshu.kit.findings import Blocked
from danshu.notices.models import Notice
from danshu.parties.models import Customer
from danshu.pricing.operations.set_price import set_price
from danshu.sales.conditions import conditions_text
from danshu.sales.discounts import discount_limit
from danshu.sales.models import Order, Supervision
from danshu.sales.operations.approve_order import WarningsNotConfirmed, approve_order
from danshu.sales.operations.ask_release import ask_release
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.chase_supervision import chase_supervision
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.decide_supervision import NothingToDecide, NotTheSupervisor, decide_supervision
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.override_finding import NothingToOverride, override_finding
from danshu.sales.tests.world import NOON, World, actor_of, build_world, line

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


@pytest.fixture
def world() -> World:
    return build_world()


def person(name: str, *roles: str) -> Actor:
    return actor_of(User.objects.get(user_name=name), *roles)


def boss() -> Actor:
    return person("boss", "SMG")


def sales_clerk(world: World) -> Actor:
    return replace(actor_of(User.objects.get(user_name="clerk"), "SLS", "BRC"), unit_id=world.branch.pk)


def cheap(world: World, price: str) -> Order:
    entry = world.entry(line(world.soap, 10, unit_price=Decimal(price)))
    return create_order(entry=entry, submit=True, actor=sales_clerk(world), at=NOON)


@pytest.mark.spec("ORD-007", "ORD-023")
@pytest.mark.parametrize(("price", "conditions"), [("40.38", ""), ("40.37", "折扣 5.01% 超过权限 5%"),
                                                   ("30.00", "折扣 29.4% 超过权限 5%"),
                                                   ("0.01", "折扣 99.98% 超过权限 5%")])  # fmt: skip
def test_a_typed_price_below_the_list_counts_against_the_discount_limit_of_the_role(
    world: World, price: str, conditions: str
) -> None:
    order = cheap(world, price)
    assert order.supervision_state == ("pending" if conditions else "not_needed")
    assert [conditions_text(s.conditions) for s in Supervision.objects.all()] == ([conditions] if conditions else [])


@pytest.mark.spec("CAT-006", "ORD-023")
def test_the_price_agreed_with_the_customer_is_no_discount_but_what_is_taken_off_it_is(world: World) -> None:
    price = Decimal("30.00")
    set_price(item_id=world.soap.pk, customer_id=world.customer.pk, price=price, valid_from=business_date(NOON),
              actor=SYSTEM, at=NOON)  # fmt: skip
    agreed = create_order(entry=world.entry(line(world.soap, 10)), submit=True, actor=sales_clerk(world), at=NOON)
    assert (agreed.total, agreed.supervision_state) == (Decimal("300.00"), "not_needed")
    off = world.entry(line(world.soap, 10), order_discount=Decimal(30))
    lowered = create_order(entry=off, submit=True, actor=sales_clerk(world), at=NOON)
    assert lowered.supervision_state == "pending"
    assert [conditions_text(s.conditions) for s in Supervision.objects.all()] == ["折扣 10.0% 超过权限 5%"]


@pytest.mark.spec("ORD-007")
def test_limits_follow_the_roles_and_the_most_generous_counts(world: World) -> None:
    clerk = sales_clerk(world)
    assert discount_limit(clerk) == 5
    assert discount_limit(world.clerk) == 5
    assert discount_limit(boss()) == 15
    assert discount_limit(replace(clerk, limits={"discount_limit": "8"})) == 8
    assert discount_limit(replace(clerk, roles=("SLS", "ORA"))) is None
    assert discount_limit(SYSTEM) is None


@pytest.mark.spec("ORD-023")
def test_large_free_and_account_orders_of_new_customers_ask_the_supervisor(world: World) -> None:
    world.order(line(world.soap, 90, unit_price=Decimal(900)))
    world.order(line(world.soap, 1, unit_price=Decimal(0)), line(world.paper, 1))
    world.order(payment_terms="on_account")
    conditions = [conditions_text(s.conditions) for s in Supervision.objects.order_by("pk")]
    assert conditions == ["大额订单", f"折扣 47.6% 超过权限 5%；赠送：{world.soap.code}", "新客户账期结算"]


@pytest.mark.spec("ORD-007", "ORD-020", "ORD-023")
@pytest.mark.parametrize("channel", ["staff", "integration"])
def test_the_discount_of_the_whole_order_counts_for_limit_lowest_price_gift_and_reviewer(
    world: World, channel: str
) -> None:
    Item.objects.filter(pk=world.soap.pk).update(minimum_price=Decimal("42.00"))
    low, free = (
        create_order(entry=world.entry(line(world.soap, 2), order_discount=Decimal(off), channel=channel),
                     submit=True, actor=world.clerk, at=NOON)
        for off in ("1.02", "85.00")
    )  # fmt: skip
    conditions = [(s.order_id, conditions_text(s.conditions)) for s in Supervision.objects.order_by("pk")]
    code = world.soap.code
    assert conditions == [
        (low.pk, f"低于最低价：{code}"), (free.pk, f"折扣 100.0% 超过权限 5%；低于最低价：{code}；赠送：{code}"),
    ]  # fmt: skip
    assert {o.status for o in Order.objects.all()} == {"awaiting_review"}
    decide_supervision(order_id=low.pk, agree=True, reason="可以", actor=boss(), at=NOON)
    with pytest.raises(WarningsNotConfirmed) as refused:
        approve_order(order_id=low.pk, company_name_confirmed=True, confirmed_warnings=["duplicate"],
                      actor=world.reviewer, at=NOON)  # fmt: skip
    assert [(f.code, f.text) for f in refused.value.findings] == [("price", "整单优惠 1.02")]
    small = create_order(entry=world.entry(line(world.paper, 2), order_discount=Decimal(1), channel=channel),
                         submit=True, actor=world.clerk, at=NOON)  # fmt: skip
    assert (small.supervision_state, small.status) == ("not_needed", "awaiting_review")


@pytest.mark.spec("ORD-023")
def test_the_named_supervisor_is_told_decides_and_the_owner_hears_it(world: World) -> None:
    order = cheap(world, "30.00")
    named = boss()
    assert list(Notice.objects.values_list("user_id", "kind", "text_en")) == [
        (named.user_id, "sales.supervision_asked", f"Order {order.number} awaits your approval")
    ]
    with pytest.raises(Blocked) as refused:
        approve(world, order)
    assert [f.code for f in refused.value.findings] == ["supervision"]
    decide_supervision(order_id=order.pk, agree=True, reason="老客户", actor=named, at=NOON)
    assert Notice.objects.get(user_id=world.clerk.user_id).text_en == f"The supervisor approved order {order.number}"
    assert approve(world, order).status == "approved"


def approve(world: World, order: Order) -> Order:
    return approve_order(
        order_id=order.pk, company_name_confirmed=True, confirmed_warnings=["price", "duplicate", "terms"],
        actor=world.reviewer, at=NOON,
    )  # fmt: skip


@pytest.mark.spec("ORD-023", "ACC-023")
def test_nobody_decides_in_his_place_and_a_refusal_needs_its_reason(world: World) -> None:
    order = cheap(world, "30.00")
    with pytest.raises(NotTheSupervisor) as other:
        decide_supervision(order_id=order.pk, agree=True, reason="", actor=person("finance", "SMG"), at=NOON)
    assert "周八" in other.value.text
    with pytest.raises(Forbidden):
        decide_supervision(order_id=order.pk, agree=True, reason="", actor=world.reviewer, at=NOON)
    with pytest.raises(FieldErrors):
        decide_supervision(order_id=order.pk, agree=False, reason=" ", actor=boss(), at=NOON)
    order.refresh_from_db()
    assert (order.status, order.supervision_state) == ("awaiting_review", "pending")
    decide_supervision(order_id=order.pk, agree=False, reason="价格太低", actor=boss(), at=NOON)
    order.refresh_from_db()
    assert (order.status, order.supervision_state, order.reject_reason) == ("rejected", "refused", "价格太低")


@pytest.mark.spec("ORD-023")
def test_what_was_agreed_to_lapses_when_the_order_changes(world: World) -> None:
    order = cheap(world, "30.00")
    decide_supervision(order_id=order.pk, agree=True, reason="", actor=boss(), at=NOON)
    order.refresh_from_db()
    entry = world.entry(line(world.soap, 10, unit_price=Decimal("25.00")))
    edit_order(order_id=order.pk, entry=entry, version=order.version, actor=sales_clerk(world), at=NOON)
    with pytest.raises(Blocked):
        approve(world, order)
    states = list(Supervision.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["approved", "pending"]


@pytest.mark.spec("ORD-023")
def test_reminded_after_one_working_day_escalated_after_two_and_then_the_one_above_may_decide(world: World) -> None:
    top = User.objects.create(user_name="chairman", full_name="董一", unit=world.hq, created_at=NOON, updated_at=NOON)
    Unit.objects.filter(pk=world.hq.pk).update(head_id=top.pk)
    order = cheap(world, "30.00")
    Supervision.objects.update(deputy=None)
    one, two = add_working_days(NOON, 1), add_working_days(NOON, 2)
    assert chase_supervision(actor=SYSTEM, at=one - timedelta(minutes=1)) == 0
    assert [chase_supervision(actor=SYSTEM, at=one) for _ in range(3)] == [1, 0, 0]
    with pytest.raises(NotTheSupervisor):
        decide_supervision(order_id=order.pk, agree=True, reason="", actor=person("chairman", "SMG"), at=one)
    assert [chase_supervision(actor=SYSTEM, at=two) for _ in range(3)] == [1, 0, 0]
    kinds = list(Notice.objects.filter(kind="sales.supervision_late").order_by("pk").values_list("user_id", flat=True))
    assert sorted(kinds) == sorted([boss().user_id, top.pk, boss().user_id])
    decide_supervision(order_id=order.pk, agree=True, reason="", actor=person("chairman", "SMG"), at=two)
    assert Supervision.objects.get().decided_by_name == "董一"


@pytest.fixture
def held(world: World) -> Order:
    """A large account order of a customer without credit; its supervisor has agreed."""
    order = world.order(line(world.soap, 60, unit_price=Decimal(900)), payment_terms="on_account")
    decide_supervision(order_id=order.pk, agree=True, reason="", actor=boss(), at=NOON)
    return order


@pytest.mark.spec("ORD-022")
def test_an_order_over_free_credit_is_held_until_finance_releases_it_with_a_reason(world: World, held: Order) -> None:
    with pytest.raises(Blocked) as refused:
        approve(world, held)
    assert [(f.code, f.override) for f in refused.value.findings] == [("credit", "billing.credit.release")]
    assert "超出 54,000.00" in refused.value.findings[0].text
    with pytest.raises(Forbidden):
        override_finding(order_id=held.pk, code="credit", reason="急", actor=world.reviewer, at=NOON)
    with pytest.raises(FieldErrors):
        override_finding(order_id=held.pk, code="credit", reason=" ", actor=world.finance, at=NOON)
    override_finding(order_id=held.pk, code="credit", reason="已收银行保函", actor=world.finance, at=NOON)
    assert held.overrides.get().reason == "已收银行保函"
    assert approve(world, held).status == "approved"


@pytest.mark.spec("ORD-022")
def test_enough_credit_or_a_higher_limit_passes_and_a_blocked_customer_does_not(world: World, held: Order) -> None:
    Customer.objects.update(credit_limit=Decimal(54000), is_credit_blocked=True, credit_block_reason="逾期")
    with pytest.raises(Blocked) as refused:
        approve(world, held)
    assert refused.value.findings[0].text == "信用待审：客户信用已冻结"
    Customer.objects.update(is_credit_blocked=False, credit_block_reason="")
    assert approve(world, held).status == "approved"


@pytest.mark.spec("ORD-022")
def test_a_small_order_of_a_known_customer_is_held_against_a_limit_that_was_granted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("danshu.billing.rules.has_completed_order", lambda customer_id: True)
    monkeypatch.setattr("danshu.sales.rules.review._is_new", lambda customer_id: False)
    small = world.order(line(world.soap, 10), payment_terms="on_account")
    Customer.objects.update(credit_limit=Decimal(1000))
    assert small.total <= 1000
    assert approve(world, small).status == "approved"
    Customer.objects.update(credit_limit=small.total + 1)
    second = world.order(line(world.paper, 1), payment_terms="on_account")
    with pytest.raises(Blocked) as refused:
        approve(world, second)
    assert [f.code for f in refused.value.findings] == ["credit"]
    second.refresh_from_db()
    assert second.status == "awaiting_review"
    Customer.objects.update(credit_limit=0)  # none was granted: the check is for large orders and new customers
    assert approve(world, second).status == "approved"


@pytest.mark.spec("ORD-022")
def test_asking_for_a_release_tells_exactly_those_who_may_give_it(world: World, held: Order) -> None:
    UserRole.objects.create(user_id=world.finance.user_id, role=Role.objects.get(code="FNC"))
    UserRole.objects.create(user_id=world.clerk.user_id, role=Role.objects.get(code="BRC"))
    ask_release(order_id=held.pk, code="credit", actor=world.reviewer, at=NOON)
    told = Notice.objects.filter(kind="sales.release_asked")
    assert list(told.values_list("user_id", "url")) == [(world.finance.user_id, f"/orders/{held.number}/")]
    with pytest.raises(NothingToOverride):
        ask_release(order_id=held.pk, code="stock", actor=world.reviewer, at=NOON)


@pytest.mark.spec("ORD-023")
def test_a_question_is_withdrawn_with_the_order(world: World) -> None:
    order = cheap(world, "30.00")
    cancel_order(order_id=order.pk, reason="客户取消", actor=world.reviewer, at=NOON)
    assert Supervision.objects.get().state == "withdrawn"
    with pytest.raises(NothingToDecide):
        decide_supervision(order_id=order.pk, agree=True, reason="", actor=boss(), at=NOON)
