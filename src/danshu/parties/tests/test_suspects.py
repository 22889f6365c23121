"""Customers that may be one: told while they are entered, found every night, decided on a list (CUS-003)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danshu.identity.models import Unit
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, NotFound
from danshu.parties.models import Customer, Suspicion
from danshu.parties.operations.dismiss_suspicion import dismiss_suspicion
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.find_suspects import find_suspects
from danshu.parties.queries import possible_duplicates
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import NOON, entries, make_contact, make_customer, person
from danshu.parties.tests.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-003")]
TAX = "91330100MA2B0G3X0W"


@pytest.fixture
def unit() -> Unit:
    return make_unit("示例华东分公司")


@pytest.fixture
def seller(unit: Unit) -> Actor:
    return person("SLS", unit=unit)


@pytest.fixture
def manager(unit: Unit) -> Actor:
    return person("SMG", unit=unit)


def pairs() -> dict[tuple[int, int], list[str]]:
    return {(row.first_id, row.second_id): row.likenesses for row in Suspicion.objects.filter(dismissed_at=None)}


def look(at: Any = NOON) -> int:
    return find_suspects(actor=Actor.system(), at=at)


def with_tax_number(actor: Actor, number: str, **values: Any) -> Customer:
    customer = make_customer(actor, **values)
    edit_customer(customer_id=customer.pk, changes={}, invoice={"tax_number": number}, actor=actor, at=NOON)
    return customer


def test_an_equal_tax_number_is_told_while_it_is_typed_and_does_not_stop(seller: Actor) -> None:
    with_tax_number(seller, "X-100", name="示例青禾")

    found = possible_duplicates(values=entries(), contacts=[], invoice={"tax_number": "x-100"}, actor=seller, at=NOON)

    assert [(f.code, f.severity) for f in found] == [("parties.same_tax_number", "warn")]
    assert "示例青禾" in found[0].text


def test_a_licence_number_that_is_anothers_tax_number_is_told(seller: Actor) -> None:
    make_customer(seller, name="示例青禾", licence_number="X-100")

    found = possible_duplicates(values=entries(), contacts=[], invoice={"tax_number": "X-100"}, actor=seller, at=NOON)

    assert [f.code for f in found] == ["parties.same_tax_number"]


def test_of_a_customer_out_of_scope_only_name_and_unit_are_told(seller: Actor) -> None:
    other = person("SLS", unit=make_unit("示例华北分公司"))
    with_tax_number(other, "X-100", name="示例青禾", mobile="13812345678")

    found = possible_duplicates(values=entries(), contacts=[], invoice={"tax_number": "X-100"}, actor=seller, at=NOON)

    assert [f.text for f in found] == ["税号相同：示例青禾，属于示例华北分公司，不在你的数据范围内"]
    assert (found[0].fix_url, found[0].detail) == ("", "")


def test_every_night_the_pairs_are_found_with_what_they_have_in_common(seller: Actor, manager: Actor) -> None:
    first = with_tax_number(seller, "X-100", name="示例青禾", mobile="13812340001")
    second = with_tax_number(seller, "X-100", mobile="13812340001")
    third = make_customer(seller)
    make_contact(third, seller, mobile="13812340001")
    make_customer(seller)

    assert look() == 3
    assert pairs() == {
        (first.pk, second.pk): ["contact", "tax_number"],
        (first.pk, third.pk): ["contact"],
        (second.pk, third.pk): ["contact"],
    }
    assert look() == 0


def test_a_number_that_many_share_makes_no_pair(seller: Actor) -> None:
    for _ in range(11):
        make_customer(seller, mobile="13812340001")
    assert look() == 0


def test_a_pair_that_is_no_more_goes_and_one_that_was_dismissed_stays_away(seller: Actor, manager: Actor) -> None:
    first, second = (make_customer(seller, mobile="13812340001") for _ in range(2))
    look()
    pair = Suspicion.objects.get()
    dismiss_suspicion(suspicion_id=pair.pk, reason="两家店同一老板", actor=manager, at=NOON)
    assert look() == 0
    assert pairs() == {}

    for customer in (first, second):
        edit_customer(customer_id=customer.pk, changes={}, invoice={"tax_number": "X-1"}, actor=seller, at=NOON)
    assert look(NOON + timedelta(days=1)) == 1
    assert pairs() == {(first.pk, second.pk): ["contact", "tax_number"]}
    Customer.objects.filter(pk=second.pk).update(is_valid=False)
    look()
    assert not Suspicion.objects.exists()


def test_nobody_decides_about_a_customer_out_of_his_scope(seller: Actor, manager: Actor, sign_in: SignIn) -> None:
    make_customer(seller, mobile="13812340001")
    make_customer(person("SLS"), mobile="13812340001")
    look()
    pair = Suspicion.objects.get()

    with pytest.raises(NotFound):
        dismiss_suspicion(suspicion_id=pair.pk, reason="x", actor=manager, at=NOON)
    assert "没有疑似重复的客户" in text_of(sign_in(manager).get(reverse("parties:suspects")))
    boss = person("OPA")
    with pytest.raises(FieldErrors):
        dismiss_suspicion(suspicion_id=pair.pk, reason=" ", actor=boss, at=NOON)
    assert Suspicion.objects.get().dismissed_at is None
    assert "电话或邮箱相同" in text_of(sign_in(boss).get(reverse("parties:suspects")))
    assert sign_in(seller).get(reverse("parties:suspects")).status_code == 403


def test_the_list_reads_in_a_fixed_number_of_queries(seller: Actor, manager: Actor, sign_in: SignIn) -> None:
    client, counts = sign_in(manager), []
    client.get(reverse("parties:suspects"))
    for _ in range(2):
        for number in range(3):
            make_customer(seller, mobile=f"1381234{Customer.objects.count():04}")
            Customer.objects.update(contact_keys=["13812340001"])
            assert number >= 0
        look()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(reverse("parties:suspects"))
        counts.append(len(captured))
    assert Suspicion.objects.count() == 15
    assert counts[0] == counts[1] <= 15
