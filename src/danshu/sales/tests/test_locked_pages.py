"""The edit page shows what the status locks as words, and sends it unchanged (ORD-014)."""

from __future__ import annotations

from decimal import Decimal
from html.parser import HTMLParser

import pytest

from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.test_handling import made
from danshu.sales.tests.world import World

pytestmark = pytest.mark.django_db


class Sent(HTMLParser):
    """What a browser without scripts would send of the page's form, and which of it a person can type or choose."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.typed: set[str] = set()
        self._select, self._area = "", ""
        self.feed(page.partition('id="form"')[2].partition("</form>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if tag == "option" and self._select and ("selected" in given or self._select not in self.values):
            self.values[self._select] = given.get("value", "")
        if not name or "disabled" in given:
            return
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.values[name] = given.get("value", "")
        if tag in ("select", "textarea") or (tag == "input" and given.get("type") != "hidden"):
            self.typed.add(name)

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


@pytest.mark.spec("ORD-014")
@pytest.mark.parametrize(
    ("status", "open_fields"),
    [
        ("in_progress", {"delivery_address", "recipient", "contact_name", "delivery_method", "internal_remark"}),
        ("shipped", {"internal_remark"}),
    ],
)
def test_only_what_the_status_allows_can_be_typed_and_the_rest_is_sent_as_it_was(
    office: World, sign_in: SignIn, status: str, open_fields: set[str]
) -> None:
    order, client = made(office, status), sign_in(office.reviewer)
    page = client.get(f"/orders/{order.number}/edit/").content.decode()
    sent = Sent(page)
    heads = {"customer-text", "wanted_date", "delivery_address", "recipient", "contact_name", "delivery_method",
             "payment_terms", "freight", "remark", "internal_remark", "lines-0-quantity", "lines-0-price"}  # fmt: skip
    assert sent.typed & heads == open_fields
    assert f"订单已是「{order.get_status_display()}」，没有输入框的项不能再改" in page
    before = list(order.lines.values())
    answer = client.post(f"/orders/{order.number}/edit/", sent.values | {"internal_remark": "门卫代收", "save": "1"})
    assert answer.status_code == 303
    order.refresh_from_db()
    assert (order.internal_remark, order.total, list(order.lines.values())) == ("门卫代收", Decimal("85.00"), before)
    tampered = Sent(client.get(f"/orders/{order.number}/edit/").content.decode()).values
    answer = client.post(f"/orders/{order.number}/edit/", tampered | {"lines-0-quantity": "9", "save": "1"})
    assert answer.status_code == 422
    assert "这一项不能再改" in answer.content.decode()
    assert list(order.lines.values()) == before


@pytest.mark.spec("ORD-014")
def test_the_clerk_reads_who_changes_an_approved_order_and_a_completed_one_has_no_edit_page(
    office: World, sign_in: SignIn
) -> None:
    approved, client = made(office, "approved"), sign_in(office.clerk)
    page = client.get(f"/orders/{approved.number}/edit/").content.decode()
    assert "订单已审核，你只能修改内部备注；其他内容由订单管理员修改" in page
    assert "lines-0-quantity" not in Sent(page).typed
    ended = made(office, "completed")
    answer = client.get(f"/orders/{ended.number}/edit/")
    assert answer.status_code == 409
    assert f"订单 {ended.number} 现在是「已完成」，不能再修改" in answer.content.decode()
