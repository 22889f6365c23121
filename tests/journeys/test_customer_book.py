"""Who has which customer, in a real browser: merging, the pool, sharing, every page in every look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.parties.models import Customer
from danshu.parties.operations.find_suspects import find_suspects
from danshu.parties.operations.share_customer import share_customer
from danshu.parties.tests.factories import make_address, make_contact, make_customer, person
from danshu.testing.looks import in_every_look, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[int | None], None]


@dataclass
class Book:
    """A keeper of customers, and two customers that are one."""

    keeper: Actor
    customer: Customer
    twin: Customer


@pytest.fixture
def book(transactional_db: None) -> Book:
    keeper = person("ADM", unit=make_unit("Example branch"), name="Li Si")
    User.objects.update(profile_completed_at=timezone.now(), password_changed_at=timezone.now())
    customer = make_customer(keeper, name="Example Retail Ltd", city="Hangzhou", mobile="13812340001")
    twin = make_customer(
        keeper, name="Example Retail Limited", city="Hangzhou", mobile="13812340002", email="a@example.com"
    )
    for each in (customer, twin):
        make_contact(each, keeper, name="Sun Qi", position="Buyer", mobile="13812340003")
        make_address(each, keeper, recipient="Sun Qi")
    find_suspects(actor=keeper, at=now())
    colleague = person("SLS", unit=make_unit("Example office"), name="Wang Wu")
    share_customer(customer_id=customer.pk, with_user_id=colleague.user_id, level="communicate", actor=keeper, at=now())
    User.objects.update(profile_completed_at=timezone.now(), password_changed_at=timezone.now())
    return Book(keeper, customer, twin)


def pages(made: Book) -> dict[str, str]:
    customer = f"/customers/{made.customer.pk}"
    return {
        "shared-customer": f"{customer}/",
        "access": f"{customer}/access/?person={made.keeper.user_id}",
        "share": f"{customer}/share/",
        "suspects": "/customers/suspects/",
        "classify": f"/customers/classify/?ids={made.customer.pk},{made.twin.pk},999999",
        "change-owners": f"/customers/change-owner/?ids={made.customer.pk},{made.twin.pk},999999",
        "merge-choose": f"{customer}/merge/",
        "merge": f"{customer}/merge/?other={made.twin.pk}",
    }


WORDS_OF_DATA = "简体中文 系统 网络 杭州市 杭州市示例路 查看并记录交流"  # the trail keeps the words of its day


@pytest.mark.spec("CUS-003", "COM-019")
@in_every_look
def test_every_page_of_the_book_is_accessible_fits_and_speaks_the_language(
    browser_page: Any, live_url: str, axe_source: str, sign_in: SignIn, book: Book, look: str
) -> None:
    if look == "english":
        User.objects.filter(pk=book.keeper.user_id).update(language="en")
    sign_in(book.keeper.user_id)
    walk(browser_page, live_url, pages(book), look, axe_source, data=WORDS_OF_DATA)
