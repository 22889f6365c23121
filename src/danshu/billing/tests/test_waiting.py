"""Whoever has the next step of a refund is told and finds it in his menu (FIN-012, FIN-013, COL-001)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.access.models import Role, UserRole
from danshu.billing.operations.decide_refund import decide_refund
from danshu.billing.tests.factories import TODAY, approved, paid, received, requested
from danshu.identity.models import Unit, User
from danshu.kit.actor import Actor
from danshu.notices.models import Notice
from danshu.sales.models import Order
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.tests.world import NOON, World, line
from danshu.ui.waiting import waiting_counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(world: World) -> Order:
    """A paid order."""
    made = world.approved()
    paid(world, made)
    return made


def _told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("user__user_name", flat=True))


def _staffed(world: World) -> World:
    for person in (world.clerk, world.reviewer, world.finance, world.service_desk, world.stranger):
        for code in person.roles:
            UserRole.objects.create(user_id=person.user_id, role=Role.objects.get(code=code))
    return world


@pytest.mark.spec("FIN-013", "COL-001")
def test_who_decides_is_told_of_an_application_and_who_pays_of_the_approval(world: World, order: Order) -> None:
    _staffed(world)
    # customer service of another branch only: nothing of this branch is his to decide
    far = UserRole.objects.create(user_id=world.stranger.user_id, role=_branch_service(world))
    assert far.role.data_scope == "unit"

    refund = requested(world, order, "25.40")
    assert (_told("billing.refund_requested"), _told("billing.refund_to_pay")) == ({"service"}, set())
    notice = Notice.objects.get(kind="billing.refund_requested")
    assert (notice.text, notice.url) == (
        f"退款 {refund.number} 待审批：¥25.40",
        f"/refunds/{refund.number}/",
    )
    approved(world, refund)
    assert _told("billing.refund_to_pay") == {"finance"}
    other = requested(world, order, "1.00")
    decide_refund(refund_id=other.pk, approve=False, reason="超过期限", actor=world.service_desk, at=NOON)
    assert Notice.objects.filter(kind="billing.refund_to_pay").count() == 1  # a refused one is not to be paid


def _branch_service(world: World) -> Role:
    role = Role.objects.create(code="CSVHN", name="华南客服", data_scope="unit", created_at=NOON, updated_at=NOON)
    role.permissions.create(permission="billing.refund.approve")
    elsewhere = Unit.objects.create(code="HN", name="华南分公司", type="branch", parent=world.hq, created_at=NOON,
                                    updated_at=NOON)  # fmt: skip
    User.objects.filter(pk=world.stranger.user_id).update(unit=elsewhere)
    return role


@pytest.mark.spec("FIN-013")
def test_a_large_refund_is_told_only_to_who_may_approve_it(world: World) -> None:
    _staffed(world)
    UserRole.objects.create(user_id=world.reviewer.user_id, role=Role.objects.get(code="SMG"))
    order = world.approved(line(world.visit, 30, wanted_date=TODAY))
    paid(world, order, "6000.00")
    requested(world, order, "5000.01")
    assert _told("billing.refund_requested") == {"reviewer"}


@pytest.mark.spec("FIN-013", "COL-001")
def test_the_people_of_a_refund_are_found_in_as_many_statements_however_many_they_are(
    world: World, order: Order
) -> None:
    _staffed(world)
    with CaptureQueriesContext(connection) as few:
        requested(world, order, "1.00")
    for number in range(5):
        person = User.objects.create(user_name=f"colleague{number}", full_name=f"客服{number}", unit=world.hq, created_at=NOON,
                                     updated_at=NOON)  # fmt: skip
        UserRole.objects.create(user=person, role=Role.objects.get(code="CSV"))
    with CaptureQueriesContext(connection) as many:
        requested(world, order, "1.00")
    assert len(_told("billing.refund_requested")) == 6
    assert len(many) <= len(few)


def _waiting(actor: Actor) -> dict[str, int]:
    return {name: count for name, count in waiting_counts(actor).items() if count}


@pytest.mark.spec("COL-001", "FIN-012", "FIN-006")
def test_menu_and_workbench_count_what_waits_for_each_and_lead_to_as_many(
    world: World, order: Order, as_person: Any
) -> None:
    received(world, "80.00")
    asked, agreed = requested(world, order, "1.00"), approved(world, requested(world, order, "2.00"))
    back = world.order(line(world.soap, 1))
    reject_order(order_id=back.pk, reason="价格不对", actor=world.reviewer, at=NOON)

    assert _waiting(world.service_desk)["billing:refunds_to_decide"] == 1
    finance = _waiting(world.finance)
    assert (finance["billing:refunds_to_pay"], finance["billing:receipts_to_match"]) == (1, 1)
    assert _waiting(world.clerk)["sales:sent_back"] == 1
    assert "sales:sent_back" not in _waiting(world.stranger)

    for person, path, shown, others in (
        (world.service_desk, "/refunds/to-decide/", asked.number, agreed.number),
        (world.finance, "/refunds/to-pay/", agreed.number, asked.number),
        (world.finance, "/receipts/to-match/", "80.00", "225.40"),
        (world.clerk, "/orders/sent-back/", back.number, order.number),
    ):
        client = as_person(person)
        target = client.get(path)["Location"]
        found = client.text(target)
        assert shown in found, path
        assert others not in found, path


@pytest.mark.spec("COL-001")
def test_everything_that_waits_is_counted_in_one_statement(world: World, order: Order) -> None:
    with CaptureQueriesContext(connection) as empty:
        waiting_counts(world.finance)
    for _number in range(3):
        approved(world, requested(world, order, "1.00"))
    with CaptureQueriesContext(connection) as full:
        waiting_counts(world.finance)
    assert len(full) == len(empty)
