"""The pages of customers at one size: `python -m bench.customers`, prints JSON as bench.pages does."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from bench.customers_made import BIG, CHIEF
from bench.django_setup import ready
from bench.pages import measure_pages

LIST = "/customers/"


def addresses() -> Iterator[tuple[str, str]]:
    """(name, address) of every page that is measured."""
    from bench.questions import actor_named, questions
    from danshu.parties.models import Customer
    from danshu.parties.web.lists import CUSTOMERS

    middle = Customer.objects.filter(is_valid=True, number__gt=BIG).order_by("pk")
    some = middle[middle.count() // 2]
    yield "first page", LIST
    yield "page 400", f"{LIST}?page=400"
    yield "last page", f"{LIST}?page=-1"
    yield "middle by steps", f"{LIST}?{after(some)}&n=0"
    yield "sorted by name", f"{LIST}?sort=name"
    yield "sorted by last contact", f"{LIST}?sort=-last_contact_at"
    for tab in CUSTOMERS.tabs[1:]:
        yield f"tab {tab.key}", f"{LIST}?tab={tab.key}"
    for name, query in questions(CUSTOMERS, Customer, actor_named(CHIEF)):
        yield f"filter {name}", f"{LIST}?{query}"
    for name, text in searched(some):
        yield f"search {name}", f"{LIST}?q={quote(text)}"
        yield f"Ctrl-K {name}", f"/ui/search/?q={quote(text)}"
        yield f"picker {name}", f"/customers/find/?q={quote(text)}"


def searched(customer: Any) -> Iterator[tuple[str, str]]:
    """What people type to find a customer, from the rare to the common."""
    yield "number", customer.number
    yield "name", customer.name
    yield "part of a name", customer.name[1:4]
    yield "common word", "商贸"
    yield "initials", "jbqh"
    yield "pinyin", "shangmao"
    yield "telephone", customer.mobile
    yield "part of a telephone", customer.mobile[-4:]
    yield "contact", customer.search_text.split()[-1]
    yield "nothing", "不存在的客户"


def big_customer() -> Iterator[tuple[str, str]]:
    """The page of the customer with many orders, with each of its tabs."""
    from bench.questions import actor_named
    from danshu.parties.models import Customer
    from danshu.parties.panels import panels_for

    key = Customer.objects.get(number=BIG).pk
    for tab in ("", *(panel.code for panel in panels_for(actor_named(CHIEF)) if panel.template), "profile", "history"):
        yield f"customer page {tab}".strip(), f"{LIST}{key}/?tab={tab}" if tab else f"{LIST}{key}/"


def after(customer: Any) -> str:
    """The address of the page behind a customer."""
    from danshu.ui.keyset import Cursor

    return f"after={Cursor(customer.pk, customer.pk).encode()}"


def measure(rounds: int, wanted: str = "", person: str = CHIEF) -> dict[str, dict[str, Any]]:
    """Lists and searches, then the page of the customer with many orders."""
    pages = [page for page in (*big_customer(), *addresses()) if wanted in page[0]]
    return measure_pages(pages, rounds, person)


if __name__ == "__main__":
    ready()
    print(json.dumps(measure(int(sys.argv[1]), *sys.argv[2:])))
