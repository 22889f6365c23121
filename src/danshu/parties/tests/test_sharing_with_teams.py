"""A customer shared with a team is seen by its members while they are members (ACC-024, CUS-015)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from danshu.access.models import UserGroup
from danshu.access.operations.edit_group import (
    GroupData,
    add_group_members,
    create_group,
    invalidate_group,
    remove_group_members,
)
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import FieldErrors
from danshu.notices.models import Notice
from danshu.parties.explaining import sight_of
from danshu.parties.models import Customer, Share
from danshu.parties.operations.share_customer import share_customer
from danshu.parties.operations.unshare_customer import unshare_customer
from danshu.parties.permissions import EDIT_CUSTOMERS, VIEW_CUSTOMERS
from danshu.parties.sharing import AT_LEAST, running, shared_keys
from danshu.parties.tests.factories import make_customer, person

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACC-024", "CUS-015")]


@pytest.fixture
def team(db: None) -> UserGroup:
    return create_group(data=GroupData(name="大客户团队", type="sales_team"), actor=Actor.system(), at=now())


def sees(actor: Actor, permission: str = VIEW_CUSTOMERS) -> bool:
    return Customer.objects.visible_to(actor, permission).exists()


def test_members_see_it_while_they_are_members(team: UserGroup) -> None:
    owner, colleague = person("SMG", unit=make_unit(), name="示例经理"), person("SLS", unit=make_unit())
    customer = make_customer(owner)
    add_group_members(group_id=team.pk, user_ids=[colleague.user_id or 0], actor=Actor.system(), at=now())
    assert not sees(colleague)

    share = share_customer(customer_id=customer.pk, with_team_id=team.pk, level="view", actor=owner, at=now())

    assert (sees(colleague), sees(colleague, EDIT_CUSTOMERS)) == (True, False)
    assert Notice.objects.get().user_id == colleague.user_id
    sight = sight_of(customer, colleague.user_id or 0, at=now())
    assert sight is not None
    assert sight.reasons == ("示例经理 共享给他所在的「大客户团队」：查看",)
    remove_group_members(group_id=team.pk, user_ids=[colleague.user_id or 0], actor=Actor.system(), at=now())
    assert not sees(colleague)

    add_group_members(group_id=team.pk, user_ids=[colleague.user_id or 0], actor=Actor.system(), at=now())
    assert sees(colleague)
    unshare_customer(customer_id=customer.pk, share_id=share.pk, actor=owner, at=now())
    assert not sees(colleague)


def test_an_ended_team_opens_nothing(team: UserGroup) -> None:
    owner, colleague = person("SMG", unit=make_unit()), person("SLS", unit=make_unit())
    customer = make_customer(owner)
    add_group_members(group_id=team.pk, user_ids=[colleague.user_id or 0], actor=Actor.system(), at=now())
    share_customer(customer_id=customer.pk, with_team_id=team.pk, level="edit", actor=owner, at=now())
    assert sees(colleague, EDIT_CUSTOMERS)

    invalidate_group(group_id=team.pk, actor=Actor.system(), at=now())

    assert not sees(colleague)
    with pytest.raises(FieldErrors):
        share_customer(customer_id=customer.pk, with_team_id=team.pk, level="view", actor=owner, at=now())


def test_with_one_of_the_three_not_with_two(team: UserGroup) -> None:
    unit = make_unit()
    owner = person("SMG", unit=unit)
    customer = make_customer(owner)

    for whom in ({}, {"with_team_id": team.pk, "with_unit_id": unit.pk}, {"with_team_id": 2_000_000_000}):
        with pytest.raises(FieldErrors):
            share_customer(customer_id=customer.pk, **whom, level="view", actor=owner, at=now())

    assert Share.objects.count() == 0


def test_sharing_again_changes_the_level(team: UserGroup) -> None:
    owner = person("SMG", unit=make_unit())
    customer = make_customer(owner)
    for level in ("view", "edit"):
        share_customer(customer_id=customer.pk, with_team_id=team.pk, level=level, actor=owner, at=now())

    assert list(Share.objects.values_list("team_id", "level")) == [(team.pk, "edit")]


@pytest.mark.parametrize("level", ["view", "communicate", "edit"])
def test_the_rule_written_out_finds_the_shares_that_the_rule_in_parts_finds(team: UserGroup, level: str) -> None:
    unit, today = make_unit(), business_date(now())
    owner, colleague = person("SMG", unit=make_unit()), person("SLS", unit=unit)
    add_group_members(group_id=team.pk, user_ids=[colleague.user_id or 0], actor=Actor.system(), at=now())
    ended = create_group(data=GroupData(name="旧团队", type="sales_team"), actor=Actor.system(), at=now())
    add_group_members(group_id=ended.pk, user_ids=[colleague.user_id or 0], actor=Actor.system(), at=now())
    UserGroup.objects.filter(pk=ended.pk).update(valid_to=today - timedelta(days=1))
    whom = [{"user_id": colleague.user_id}, {"unit_id": unit.pk}, {"team_id": team.pk}, {"team_id": ended.pk},
            {"unit_id": make_unit().pk}]  # fmt: skip
    for target in whom:
        for until in (None, today, today - timedelta(days=1)):
            for opened in ("view", "communicate", "edit"):
                Share.objects.create(
                    customer=make_customer(owner), level=opened, until=until, shared_at=now(), **target
                )

    keys, params = shared_keys(colleague, level)
    with connection.cursor() as cursor:
        cursor.execute(keys, params)
        written = sorted(key for (key,) in cursor.fetchall())

    parts = running(colleague).filter(level__in=AT_LEAST[level]).values_list("customer_id", flat=True)
    assert written == sorted(parts)
    assert len(written) == 3 * 2 * len(AT_LEAST[level])
