"""What stands at the side before a person chooses (COM-001)."""

from __future__ import annotations

import re

import pytest

from danshu.kit.actor import Actor
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-001")]


def test_order_entry_stock_customers_and_tasks_are_pinned_as_far_as_rights_reach(
    office: World, sign_in: SignIn
) -> None:
    def pinned(actor: Actor) -> list[str]:
        page = sign_in(actor).get("/ui/menu/").content.decode()
        found = re.search(r'<div class="x-pins".*?</div>', page, re.DOTALL)
        return re.findall(r'<a href="(.*?)"', found[0]) if found else []

    assert pinned(office.clerk) == ["/orders/new/", "/tasks/", "/customers/"]
    assert "/stock/" in pinned(office.shipper)
    assert "/orders/new/" not in pinned(office.shipper)
