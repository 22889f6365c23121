"""Pages of segments: laid down, looked at, recomputed, filled from the list of customers, exported (CUS-012)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from danshu.parties.tests.test_pages import fields_of, text_of
from danshu.pool.tests.factories import NOON, Team
from danshu.pool.tests.test_pages import confirmed
from danshu.segments.models import Segment
from danshu.segments.operations.add_members import add_members
from danshu.segments.tests.conftest import SignIn
from danshu.segments.tests.factories import condition, keys_of, segment

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-012")]


def test_a_segment_is_laid_down_on_a_page_and_changed_there(team: Team, sign_in: SignIn) -> None:
    near, far = team.customer(city="杭州市", tags=["重点"]), team.customer(city="宁波市", tags=["重点"])
    client, new = sign_in(team.operator), reverse("segments:new")
    given = fields_of(client, new) | {"name": "杭州重点", "fact_1": "city", "op_1": "has", "value_1": ""}
    given |= {"fact_3": "tags", "op_3": "any", "value_3": "重点", "months_3": "3"}
    answer = client.post(new, given)
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["months_3", "value_1"])
    assert Segment.objects.count() == 0
    assert client.post(new, given | {"value_1": "杭州", "months_3": ""}).status_code == 303
    found = Segment.objects.get()
    assert (found.is_dynamic, found.is_all, keys_of(found)) == (True, True, {near.pk})
    page = text_of(client.get(reverse("segments:segment", args=[found.pk])))
    assert ("城市 含有 杭州" in page, near.name in page, far.name in page) == (True, True, False)
    edit = reverse("segments:edit", args=[found.pk])
    begun = fields_of(client, edit)
    assert (begun["value_1"], begun["value_2"], "value_3" in begun) == ("杭州", "重点", False)
    assert (
        client.post(
            edit, begun | {"is_all": "", "fact_1": "city", "op_1": "has", "fact_2": "tags", "op_2": "any"}
        ).status_code
        == 303
    )
    assert keys_of(found) == {near.pk, far.pk}


def test_a_segment_is_recomputed_and_deleted_after_its_effects_were_told(team: Team, sign_in: SignIn) -> None:
    found = segment(condition("city", "has", "杭州"), is_dynamic=False)
    customer = team.customer(city="杭州市")
    client = sign_in(team.operator)
    for name, word in (("recompute", "新增 1 家，移出 0 家"), ("delete", "1 家客户不再属于它")):
        url = reverse(f"segments:{name}", args=[found.pk])
        assert word in text_of(client.get(url))
        assert confirmed(client, url) == 303
        if name == "recompute":
            assert keys_of(found) == {customer.pk}
    assert Segment.objects.count() == 0


def test_who_is_in_it_is_a_list_in_the_scope_of_who_looks(
    team: Team, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    mine, other = team.customer(city="杭州市"), team.customer(team.stranger, city="杭州市")
    found = segment(condition("city", "has", "杭州"))
    segment(condition("city", "has", "杭州"), name="另一个")
    url = f"{reverse('segments:members')}?segment={found.pk}"
    for actor, seen in ((team.seller, (True, False)), (team.operator, (True, True))):
        page = text_of(sign_in(actor).get(url))
        assert (mine.name in page, other.name in page) == seen
    client = sign_in(team.operator)
    for _n in range(8):
        team.customer(city="杭州市")
    client.get(url)
    with django_assert_max_num_queries(15):
        client.get(url)
    with django_assert_max_num_queries(13):
        client.get(reverse("segments:list"))
    page = text_of(sign_in(team.seller).get(reverse("segments:segment", args=[found.pk])))
    assert ("重新计算" in page, "删除分群" in page) == (False, False)


def test_ticked_customers_join_a_static_segment_and_the_list_finds_them(team: Team, sign_in: SignIn) -> None:
    first, second = team.customer(name="示例甲"), team.customer(name="示例乙")
    found = segment(name="展会名单", is_dynamic=False)
    segment(condition("city", "has", "杭州"), name="动态的")
    client = sign_in(team.operator)
    url = f"{reverse('segments:customers_join')}?ids={first.pk}"
    offered = client.get(url).content.decode()
    assert ("展会名单" in offered, "动态的" in offered) == (True, False)
    assert client.post(url, fields_of(client, url) | {"segment": str(found.pk)}).status_code == 303
    listed = text_of(client.get(reverse("parties:customer_list"), {"segment": str(found.pk)}))
    assert ("示例甲" in listed, "示例乙" in listed) == (True, False)
    assert "展会名单" in text_of(client.get(reverse("parties:customer", args=[first.pk])))
    assert second.pk not in keys_of(found)


def test_several_members_are_removed_from_the_list(team: Team, sign_in: SignIn) -> None:
    found, rows = segment(name="展会名单", is_dynamic=False), [team.customer() for _n in range(2)]
    add_members(segment_id=found.pk, customer_ids=[row.pk for row in rows], actor=team.operator, at=NOON)
    client = sign_in(team.operator)
    url = f"{reverse('segments:members')}?segment={found.pk}"
    keys = [str(m.pk) for m in found.members.filter(customer=rows[0])]
    answer = client.post(url, {"batch": "remove", "ids": keys, "confirmed": "1", "form_token": "t1"})
    assert answer.status_code in (200, 303)
    assert keys_of(found) == {rows[1].pk}


@pytest.mark.spec("RPT-029", "SYS-010")
def test_members_are_exported_by_who_may(team: Team, sign_in: SignIn) -> None:
    customer, _other = team.customer(city="杭州市"), team.customer()
    found = segment(condition("city", "has", "杭州"))
    url = reverse("segments:members")
    given = sign_in(team.operator).get(url, {"segment": found.pk, "export": "csv"})
    lines = b"".join(given.streaming_content if given.streaming else [given.content]).decode().splitlines()
    assert (len(lines), customer.number in lines[1], "重点客户" in lines[1]) == (2, True, True)
    assert sign_in(team.seller).get(url, {"export": "csv"}).status_code == 403
