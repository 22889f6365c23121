"""The ledger in words: whose an account is, what a journal is about, in both languages (FIN-018)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.billing.operations.void_receipt import void_receipt
from danshu.billing.tests.factories import paid, received
from danshu.ledger.models import Account, Journal
from danshu.parties.indexing import index_customer
from danshu.sales.tests.world import NOON, World

pytestmark = [pytest.mark.django_db, pytest.mark.spec("FIN-018")]
CODES = re.compile(r"parties\.customer|method:|company:\d|\b(received|matched|confirmed|reversed)\b")


def codes_in(text: str) -> list[str]:
    return [found.group() for found in CODES.finditer(text)]


def test_accounts_and_journals_are_told_in_words(world: World, as_person: Any) -> None:
    order = world.approved()
    paid(world, order)
    mistake = received(world, "5.00")
    void_receipt(receipt_id=mistake.pk, reason="录错", actor=world.finance, at=NOON)
    zh, en = as_person(world.finance), as_person(world.finance, "en")

    accounts = zh.text("/finance/accounts/")
    assert world.customer.name in accounts
    assert "对公转账" in accounts
    journals = zh.text("/finance/journals/")
    assert {"订单确认应收", "核销订单", "收款入账", "冲销：收款入账"} <= set(journals.split())
    assert "Reversal: Receipt recorded" in en.text("/finance/journals/")
    assert world.customer.name in en.text("/finance/accounts/")
    owed = Account.objects.get(kind="billing.receivable")
    confirmed = Journal.objects.get(source_kind="sales.order")
    shown = [
        accounts,
        journals,
        zh.text(f"/finance/accounts/{owed.pk}/"),
        zh.text(f"/finance/journals/{confirmed.pk}/"),
    ]
    assert order.number in shown[2]
    assert world.customer.name in shown[3]
    assert [codes_in(text) for text in shown] == [[], [], [], []]


def test_accounts_are_found_by_the_customers_name_and_journals_by_their_kind(world: World, as_person: Any) -> None:
    paid(world, world.approved())
    world.customer.save(update_fields=[*index_customer(world.customer)])
    client = as_person(world.finance)
    found = client.text("/finance/accounts/", q=world.customer.name[:4])
    assert world.customer.name in found
    assert "对公转账" not in found
    assert "对公转账" in client.text("/finance/accounts/", q="对公")
    kinds = client.text("/finance/journals/", kind="confirmed").split()
    assert kinds.count("订单确认应收") > kinds.count("收款入账")


def test_a_page_of_accounts_takes_as_many_queries_for_many_owners(world: World, as_person: Any) -> None:
    client = as_person(world.finance)
    counts = []
    for _more in range(2):
        for _each in range(3):
            paid(world, world.approved())
        with CaptureQueriesContext(connection) as taken:
            client.text("/finance/accounts/")
        counts.append(len(taken))
    assert counts[0] == counts[1]
