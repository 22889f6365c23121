"""Picking customers from the pool (CUS-017)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from danshu.identity.models import User
from danshu.kit.errors import DomainError, EditConflict, FieldErrors, Forbidden, IllegalTransition, NotFound
from danshu.parties.operations.change_owner import change_owner
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.queries import customer as customer_page
from danshu.parties.queries import customers
from danshu.pool.models import PickRequest
from danshu.pool.operations.approve_pick import approve_pick
from danshu.pool.operations.pick_customer import pick_customer
from danshu.pool.operations.refuse_pick import refuse_pick
from danshu.pool.operations.withdraw_pick import withdraw_pick
from danshu.pool.tests.factories import NOON, Team, fresh, parameters, person, pick, told
from danshu.pool.tests.test_release import clean, refused

pytestmark = pytest.mark.spec("CUS-017")
LATER = NOON + timedelta(days=1)


def test_an_application_makes_an_owner_when_it_is_approved(team: Team) -> None:
    customer = team.opened()
    found = pick(customer, team.colleague, at=LATER)
    assert (found.status, fresh(customer).owner_id) == ("applied", None)
    assert told(team.manager) == [f"赵五 申请挑入客户 {customer}"]

    approve_pick(request_id=found.pk, version=1, actor=team.manager, at=LATER)

    stored = fresh(customer)
    assert (stored.owner_id, stored.unit_id, stored.owned_at) == (team.colleague.user_id, team.colleague.unit_id, LATER)
    assert told(team.colleague) == [f"挑入客户 {customer} 的申请已批准，现在由你负责"]
    assert customer_page(team.colleague, customer.pk).shown_mobile == customer.mobile
    assert clean() == []


def test_directly_he_is_the_owner_at_once(team: Team) -> None:
    parameters(pick_in_mode="direct")
    customer = team.opened()
    found = pick(customer, team.stranger)
    assert (found.status, found.is_direct, fresh(customer).owner_id) == ("approved", True, team.stranger.user_id)


def test_the_first_approved_wins_and_the_others_are_told(team: Team) -> None:
    customer = team.opened()
    first, second = pick(customer, team.stranger), pick(customer, team.colleague)
    approve_pick(request_id=second.pk, actor=team.manager, at=LATER)
    lost = PickRequest.objects.get(pk=first.pk)
    assert (lost.status, lost.decision_reason) == ("refused", "客户已由 赵五 负责")
    assert told(team.stranger) == [f"挑入客户 {customer} 的申请被拒绝：客户已由 赵五 负责"]
    text = refused("pool_customer_taken", lambda: pick(customer, team.stranger, at=LATER))
    assert "已由 赵五 挑入" in text
    with pytest.raises(IllegalTransition):
        approve_pick(request_id=first.pk, actor=team.operator, at=LATER)
    assert (fresh(customer).owner_id, PickRequest.objects.count()) == (team.colleague.user_id, 2)


def test_the_manager_who_assigns_an_open_customer_refuses_who_applied(team: Team) -> None:
    customer = team.opened()
    found = pick(customer, team.colleague)
    change_owner(
        customer_id=customer.pk, owner_id=int(team.stranger.user_id or 0), reason="分派", actor=team.operator, at=LATER
    )
    assert PickRequest.objects.get(pk=found.pk).status == "refused"
    assert told(team.colleague) == [f"挑入客户 {customer} 的申请被拒绝：客户已由 钱六 负责"]


def test_the_limits_are_refused_with_the_numbers(team: Team) -> None:
    parameters(max_owned_customers=2, picks_per_day=2)
    customers_of_pool = [team.opened() for _ in range(4)]
    pick(customers_of_pool[0], team.colleague)
    pick(customers_of_pool[1], team.colleague)
    text = refused("pool_too_many_picks", lambda: pick(customers_of_pool[2], team.colleague))
    assert "赵五 今天已挑入或申请 2 家客户，每天上限是 2 家" in text
    assert PickRequest.objects.count() == 2
    team.customer(team.colleague)
    team.customer(team.colleague)
    text = refused("pool_too_many_owned", lambda: pick(customers_of_pool[2], team.colleague, at=LATER))
    assert "赵五 已负责 2 家客户，上限是 2 家" in text
    open_one = PickRequest.objects.order_by("pk")[0]
    text = refused("pool_too_many_owned", lambda: approve_pick(request_id=open_one.pk, actor=team.manager, at=LATER))
    assert "已负责 2 家客户" in text
    assert (fresh(customers_of_pool[0]).owner_id, PickRequest.objects.get(pk=open_one.pk).status) == (None, "applied")


def test_the_former_owner_waits_seven_days(team: Team) -> None:
    customer = team.opened()
    text = refused("pool_former_owner", lambda: pick(customer, team.seller, at=NOON + timedelta(days=6, hours=23)))
    assert "2026-09-25 起可以申请" in text
    assert PickRequest.objects.count() == 0
    assert pick(customer, team.seller, at=NOON + timedelta(days=7)).status == "applied"


def test_one_applies_once_and_takes_it_back_himself(team: Team) -> None:
    customer = team.opened()
    found = pick(customer, team.colleague)
    refused("pool_applied_already", lambda: pick(customer, team.colleague))
    refused("pool_not_yours", lambda: withdraw_pick(request_id=found.pk, actor=team.manager, at=NOON))
    with pytest.raises(NotFound):
        withdraw_pick(request_id=found.pk, actor=team.stranger, at=NOON)
    with pytest.raises(EditConflict):
        withdraw_pick(request_id=found.pk, version=9, actor=team.colleague, at=NOON)
    assert withdraw_pick(request_id=found.pk, actor=team.colleague, at=NOON).status == "withdrawn"
    assert pick(customer, team.colleague).status == "applied"


def test_refusing_needs_a_reason_and_the_customer_stays(team: Team) -> None:
    customer = team.opened()
    found = pick(customer, team.colleague)
    with pytest.raises(FieldErrors):
        refuse_pick(request_id=found.pk, reason=" ", actor=team.manager, at=NOON)
    assert PickRequest.objects.get(pk=found.pk).status == "applied"
    refuse_pick(request_id=found.pk, reason="区域不符", actor=team.manager, at=NOON)
    assert told(team.colleague) == [f"挑入客户 {customer} 的申请被拒绝：区域不符"]
    assert fresh(customer).owner_id is None


def test_nobody_decides_about_himself_or_outside_of_his_scope(team: Team) -> None:
    customer = team.opened()
    own = pick(customer, team.manager)
    refused("pool_own_application", lambda: approve_pick(request_id=own.pk, actor=team.manager, at=NOON))
    refused("pool_own_application", lambda: refuse_pick(request_id=own.pk, reason="x", actor=team.manager, at=NOON))
    other = pick(customer, team.stranger)
    with pytest.raises(NotFound):
        approve_pick(request_id=other.pk, actor=team.manager, at=NOON)
    with pytest.raises(Forbidden):
        approve_pick(request_id=other.pk, actor=team.colleague, at=NOON)
    assert fresh(customer).owner_id is None
    assert approve_pick(request_id=own.pk, actor=team.operator, at=NOON).status == "approved"


def test_what_never_lay_in_the_pool_does_not_exist(team: Team) -> None:
    customer = team.customer(team.stranger)
    for key in (customer.pk, 10**9):
        with pytest.raises(NotFound):
            pick_key(key, team)
    with pytest.raises(Forbidden):
        pick(customer, person("FNC"))
    assert PickRequest.objects.count() == 0


def pick_key(key: int, team: Team) -> None:
    """Pick by key."""
    pick_customer(customer_id=key, actor=team.seller, at=NOON)


def test_who_has_left_gets_no_customer(team: Team) -> None:
    customer = team.opened()
    found = pick(customer, team.colleague)
    User.objects.filter(pk=team.colleague.user_id).update(is_active=False)
    with pytest.raises(FieldErrors):
        approve_pick(request_id=found.pk, actor=team.manager, at=NOON)
    assert (fresh(customer).owner_id, PickRequest.objects.get(pk=found.pk).status) == (None, "applied")


@pytest.mark.spec("INV-Z1", "PRV-1")
def test_contact_data_of_an_open_customer_is_hidden_from_everybody(team: Team) -> None:
    customer = team.opened(contacts=[{"name": "吴九", "mobile": "13900000009"}])
    for actor in (team.operator, person("CSV"), person("ADM")):
        row = customers(actor).get(pk=customer.pk)
        assert (row.shown_mobile, row.sees_contact_data) == (f"{customer.mobile[:3]}****{customer.mobile[-4:]}", False)
    for actor in (team.seller, team.manager, team.stranger):
        assert not customers(actor).filter(pk=customer.pk).exists()


@pytest.mark.spec("CUS-005")
def test_a_customer_somebody_applied_for_is_not_deleted(team: Team) -> None:
    customer = team.opened()
    pick(customer, team.colleague)
    with pytest.raises(DomainError) as caught:
        delete_customer(customer_id=customer.pk, reason="重复", actor=team.operator, at=NOON)
    assert "待审批的挑入申请" in str(caught.value)
    assert fresh(customer).deleted_at is None
