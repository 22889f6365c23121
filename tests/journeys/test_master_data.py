"""Customers, products and prices in a real browser: keyboard, phone, dark, English, accessibility (COM-019, ui.md 10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from danshu.access.tests.factories import give_role
from danshu.catalog.models import Item
from danshu.catalog.tests.factories import drawn, make_category, make_item, make_pictures
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.parties.models import Customer
from danshu.parties.tests.factories import make_address, make_contact, make_customer, person
from danshu.pricing.operations.set_price import set_price
from danshu.pricing.statuses import today
from danshu.testing.looks import faults, in_every_look, keep_picture, looks, sideways, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[int | None], None]


@dataclass
class Masters:
    """A keeper of master data, a customer and a product with everything they can have."""

    keeper: Actor
    customer: Customer
    item: Item


@pytest.fixture
def masters(transactional_db: None) -> Masters:
    keeper = person("OPA", unit=make_unit("Example branch"), name="Li Si")
    for role in ("FNC", "ADM"):  # finance sets credit; the administrator sees the panels of all modules
        give_role(User.objects.get(pk=keeper.user_id), role)
    User.objects.update(profile_completed_at=timezone.now(), password_changed_at=timezone.now())
    customer = make_customer(keeper, name="Example Retail Ltd", tags="key", email="buyer@example.com")
    make_contact(customer, keeper, name="Sun Qi", mobile="13800000001", position="Buyer")
    make_contact(customer, keeper, name="Wu Jiu", email="wu@example.com")
    make_address(customer, keeper, recipient="Sun Qi", street="1 Example Road", city="Hangzhou")
    make_address(customer, keeper, recipient="Wu Jiu", street="2 Example Road", city="Ningbo")
    item = make_item("Hand soap 500 ml", category=make_category("Cleaning"), description="Mild")
    make_pictures(item, "teal", "orange")
    set_price(
        item_id=item.pk,
        price=Decimal(10),
        valid_from=today(),
        customer_id=customer.pk,
        actor=Actor.system(),
        at=timezone.now(),
    )
    return Masters(keeper, customer, item)


def pages(masters: Masters) -> dict[str, str]:
    customer, item = masters.customer, masters.item
    contact, address = customer.contacts.order_by("pk")[0], customer.addresses.order_by("pk")[0]
    return {
        "customers": "/customers/",
        "customer": f"/customers/{customer.pk}/",
        "customer-profile": f"/customers/{customer.pk}/?tab=profile",
        "customer-history": f"/customers/{customer.pk}/?tab=history",
        "customer-prices": f"/customers/{customer.pk}/?tab=prices",
        "customer-new": "/customers/new/",
        "customer-edit": f"/customers/{customer.pk}/edit/",
        "customer-credit": f"/customers/{customer.pk}/credit/",
        "customer-delete": f"/customers/{customer.pk}/delete/",
        "customer-owner": f"/customers/{customer.pk}/owner/",
        "customers-owner": f"/customers/change-owner/?ids={customer.pk}",
        "bin": "/recycle-bin/",
        "contacts": "/contacts/",
        "contact": f"/contacts/{contact.pk}/",
        "contact-edit": f"/contacts/{contact.pk}/edit/",
        "address-edit": f"/addresses/{address.pk}/edit/",
        "products": "/products/",
        "product": f"/products/{item.pk}/",
        "product-new": "/products/new/",
        "product-edit": f"/products/{item.pk}/edit/",
        "product-pictures": f"/products/{item.pk}/pictures/",
        "categories": "/products/categories/",
        "category-new": "/products/categories/new/",
        "prices": "/prices/",
        "price-history": "/prices/history/",
        "product-prices": f"/products/{item.pk}/prices/",
        "price-new": f"/products/{item.pk}/prices/new/",
    }


WORDS_OF_DATA = "简体中文 系统 网络 新建"  # the trail keeps the words of its day


@pytest.mark.spec("CUS-001", "CUS-007", "CUS-008", "CUS-020", "CAT-004", "CAT-005", "CAT-006", "COM-019")
@in_every_look
def test_every_page_is_accessible_fits_and_speaks_the_language(
    browser_page: Any, live_url: str, axe_source: str, sign_in: SignIn, masters: Masters, look: str
) -> None:
    if look == "english":
        User.objects.filter(pk=masters.keeper.user_id).update(language="en")
    sign_in(masters.keeper.user_id)
    walk(browser_page, live_url, pages(masters), look, axe_source, data=WORDS_OF_DATA)


@pytest.mark.spec("CUS-002", "COM-008")
@looks("light", "phone")
def test_a_customer_is_created_after_errors_beside_the_fields(
    browser_page: Any, live_url: str, axe_source: str, sign_in: SignIn, masters: Masters, look: str
) -> None:
    page = browser_page
    sign_in(masters.keeper.user_id)
    page.goto(f"{live_url}/customers/new/")
    page.locator("[name=name]").fill("示例青禾连锁超市")
    page.locator("[name=mobile]").fill("1380000")
    page.locator("[name=email]").fill("nobody")
    page.get_by_role("button", name="保存").click()

    page.locator(".x-errs").wait_for()
    keep_picture(page, f"customer-new-errors-{look}")
    assert page.locator("[name=name]").input_value() == "示例青禾连锁超市"
    for name, text in (
        ("mobile", "手机号应为 11 位，现在是 7 位"), ("email", "邮箱格式应为 name@example.com"), ("source", "填写客户来源"),
    ):  # fmt: skip
        control = page.locator(f"[name={name}]")
        assert control.get_attribute("aria-invalid") == "true"
        beside = control.get_attribute("aria-describedby").split()
        assert text in " ".join(page.locator(f"[id='{key}']").inner_text() for key in beside)
    assert Customer.objects.count() == 1
    assert faults(page, axe_source) == []
    assert sideways(page) <= 0

    page.locator("[name=mobile]").fill("138 0000 0009")
    page.locator("[name=email]").fill("buyer@qinghe.example")
    page.locator("[name=source]").select_option(label="展会")
    page.locator("[name=contacts-0-name]").fill("孙七")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("示例青禾连锁超市 已建立").first.wait_for()
    made = Customer.objects.get(name="示例青禾连锁超市")
    assert (made.mobile, made.owner_id, [c.name for c in made.contacts.all()]) == (
        "13800000009", masters.keeper.user_id, ["孙七"],
    )  # fmt: skip
    for typed in ("青禾", "qhls", "13800000009"):
        page.goto(f"{live_url}/customers/?q={typed}")
        assert page.get_by_role("link", name="示例青禾连锁超市").first.is_visible()


@pytest.mark.spec("CAT-001", "CAT-002", "CAT-006")
def test_a_product_is_created_and_gets_pictures_and_a_level_price(
    browser_page: Any, live_url: str, axe_source: str, sign_in: SignIn, masters: Masters
) -> None:
    page = browser_page
    sign_in(masters.keeper.user_id)
    page.goto(f"{live_url}/products/new/")
    page.locator("[name=code]").fill(masters.item.code.lower())
    page.locator("[name=name]").fill("澄岸洗手液 500 ml")
    page.locator("[name=category_id]").select_option(index=1)
    page.locator("[name=sale_price]").fill("-1")
    page.get_by_role("button", name="保存").click()
    page.locator(".x-errs").wait_for()
    assert page.locator("[name=sale_price]").get_attribute("aria-invalid") == "true"
    page.locator("[name=code]").fill("CA-500")
    page.locator("[name=sale_price]").fill("12.50")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("CA-500 澄岸洗手液 500 ml 已新建").first.wait_for()
    item = Item.objects.get(code="CA-500")

    page.get_by_role("link", name="图片").first.click()
    page.locator("input[type=file]").set_input_files([
        {"name": "front.png", "mimeType": "image/png", "buffer": drawn("teal", side=300)},
        {"name": "back.png", "mimeType": "image/png", "buffer": drawn("orange")},
    ])  # fmt: skip
    page.get_by_role("button", name="添加图片").click()
    page.get_by_text("已添加 2 张图片").first.wait_for()
    page.get_by_role("button", name="设为主图 back.png").click()
    page.get_by_text("back.png 现在是主图").first.wait_for()
    assert list(item.pictures.values_list("name", flat=True)) == ["back.png", "front.png"]
    assert faults(page, axe_source) == []

    page.goto(f"{live_url}/products/{item.pk}/prices/new/")
    page.locator("[name=price_level_id]").select_option(label="批发价")
    page.locator("[name=price]").fill("11.5")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(f"**/products/{item.pk}/prices/")
    assert "批发价" in page.locator("table").first.inner_text()
    assert "11.50" in page.locator("table").first.inner_text()
    keep_picture(page, "product-prices")
    page.goto(f"{live_url}/products/")
    shown = page.locator(f"img[src^='/products/{item.pk}/pictures/']")
    shown.wait_for()
    assert shown.evaluate("image => image.complete && image.naturalWidth") == 80
