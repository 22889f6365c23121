"""Orders when their customer gets another person (CUS-014)."""

from __future__ import annotations

import pytest

from danshu.audit.queries import history
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit, make_user
from danshu.parties.models import Customer
from danshu.parties.operations.change_owner import change_owner
from danshu.sales.models import Order
from danshu.sales.tests.world import NOON, World, actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir() -> User:
    """Somebody of another branch."""
    return make_user("heir", unit=make_unit("示例新分公司"), full_name="吴十")


def give(office: World, heir: User, **options: bool) -> None:
    manager = actor_of(User.objects.get(pk=office.reviewer.user_id), "SMG")
    change_owner(
        customer_id=office.customer.pk, owner_id=heir.pk, reason="调岗", actor=manager, at=NOON, **options
    )  # fmt: skip


@pytest.mark.spec("CUS-014")
def test_drafts_and_unapproved_orders_move_with_the_customer_and_approved_ones_keep_their_owner(
    office: World, heir: User
) -> None:
    draft, waiting, approved = office.order(submit=False), office.order(), office.approved()
    reopened = office.approved()
    Order.objects.filter(pk=reopened.pk).update(status="awaiting_review")  # its amount was changed after approval
    other = office.order(submit=False)
    Order.objects.filter(pk=other.pk).update(owner_id=office.reviewer.user_id)

    give(office, heir)

    kept = (office.clerk.user_id, office.branch.pk)
    found = {pk: (owner, unit) for pk, owner, unit in Order.objects.values_list("pk", "owner_id", "unit_id")}
    assert found == {
        draft.pk: (heir.pk, heir.unit_id), waiting.pk: (heir.pk, heir.unit_id), approved.pk: kept, reopened.pk: kept,
        other.pk: (office.reviewer.user_id, office.branch.pk),
    }  # fmt: skip
    entry = history("sales.order", waiting.pk)[0]
    assert entry["reason"] == "随客户变更负责人"
    assert sorted(entry["changes"]) == [("业务员", "李四", "吴十"), ("组织", "华东分公司", "示例新分公司")]


@pytest.mark.spec("CUS-014")
def test_orders_stay_when_only_the_customer_is_to_move(office: World, heir: User) -> None:
    draft = office.order(submit=False)

    give(office, heir, with_open_documents=False)

    assert Customer.objects.get(pk=office.customer.pk).owner_id == heir.pk
    stored = Order.objects.get(pk=draft.pk)
    assert (stored.owner_id, stored.unit_id, stored.version) == (office.clerk.user_id, office.branch.pk, draft.version)
