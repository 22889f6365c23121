"""Addresses in a real browser: step by step, by letters, pasted; with the keyboard, on a phone, in every look."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.parties.models import Customer, DeliveryAddress
from danshu.parties.tests.factories import make_customer, person
from danshu.regions.tests.factories import take_names
from danshu.sales.tests.world import World
from danshu.testing.looks import in_every_look, looks, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("CUS-001")]
SignIn = Callable[[int | None], None]
WHOLE = "张三 13800000000 广东省深圳市南山区粤海街道科技园路1号"
DATA = (
    WHOLE
    + " 广东省 深圳市 南山区 粤海街道 北京市 吉林省 江苏省 浙江省 河南省 湖北省 重庆市 南头街道 宝安区 广州市 东莞市 中山市 天河区 系统"
)


@pytest.fixture
def customer(transactional_db: None, tmp_path: Path) -> Customer:
    take_names(tmp_path)
    keeper = person("ADM", unit=make_unit("Example branch"), name="Li Si")
    User.objects.update(profile_completed_at=timezone.now(), password_changed_at=timezone.now())
    return make_customer(keeper, name="Example Retail Ltd")


def open_form(page: Any, live_url: str, sign_in: SignIn, customer: Customer) -> None:
    sign_in(customer.owner_id)
    page.goto(f"{live_url}/customers/{customer.pk}/addresses/new/")


def stored() -> tuple[Any, ...]:
    row = DeliveryAddress.objects.get()
    return row.recipient, row.phone, row.region_id, row.province, row.city, row.district, row.street


@looks("light")
def test_a_region_is_chosen_with_the_keyboard_alone(
    browser_page: Any, live_url: str, sign_in: SignIn, customer: Customer, look: str
) -> None:
    page = browser_page
    open_form(page, live_url, sign_in, customer)
    page.fill("#id_recipient", "张三")
    page.focus("#id_region")
    page.wait_for_selector("#id_region-list [data-column]")
    for name in ("广东省", "深圳市", "南山区"):
        option = page.locator("#id_region-list [data-on] [role=option]", has_text=name)
        option.wait_for()
        while page.get_attribute("#id_region", "aria-activedescendant") != option.get_attribute("id"):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        expect(page.locator("#id_region")).to_have_value(re.compile(name))
    page.wait_for_selector("[data-column='440305'][data-on]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#id_region")).to_have_value("广东省 深圳市 南山区 粤海街道")
    assert page.locator("[data-cascade]").is_hidden()
    page.fill("#id_street", "科技园路1号")
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/customers/{customer.pk}/**")
    page.wait_for_selector("#addresses li")

    assert stored() == ("张三", "", "440305007", "广东省", "深圳市", "南山区", "粤海街道科技园路1号")


@looks("light", "phone")
def test_a_region_is_found_by_its_letters(
    browser_page: Any, live_url: str, sign_in: SignIn, customer: Customer, look: str
) -> None:
    page = browser_page
    open_form(page, live_url, sign_in, customer)
    assert page.locator("#id_province").is_hidden()
    page.locator("#id_region").press_sequentially("nsq")
    page.wait_for_selector("#id_region-list [role=option][data-key='440305']")
    page.keyboard.press("Enter")
    expect(page.locator("#id_region")).to_have_value("广东省 深圳市 南山区")

    assert page.input_value("#id_province") == "广东省"
    assert page.input_value("input[name=region]") == "440305"
    page.click("[data-region] [data-clear]")
    assert page.input_value("#id_province") == ""
    assert page.input_value("input[name=region]") == ""


@looks("phone")
def test_on_a_phone_one_step_is_shown_at_a_time(
    browser_page: Any, live_url: str, sign_in: SignIn, customer: Customer, look: str
) -> None:
    page = browser_page
    open_form(page, live_url, sign_in, customer)
    page.tap("#id_region")
    page.wait_for_selector("[data-column=''][data-on]")
    page.tap("#id_region-list [data-key='44']")
    page.wait_for_selector("[data-column='44'][data-on]")
    assert page.locator("[data-column='']").is_hidden()
    page.tap("[data-column='44'] [data-back]")
    page.wait_for_selector("[data-column=''][data-on]")
    page.tap("#id_region-list [data-key='11']")
    page.wait_for_selector("[data-column='11'][data-on]")
    page.tap("#id_region-list [data-key='110105']")
    expect(page.locator("#id_region")).to_have_value("北京市 朝阳区")

    assert page.input_value("#id_city") == "北京市"


@looks("light")
def test_a_pasted_address_fills_the_form_and_nothing_is_saved_before(
    browser_page: Any, live_url: str, sign_in: SignIn, customer: Customer, look: str
) -> None:
    page = browser_page
    open_form(page, live_url, sign_in, customer)
    page.click("[data-paste] summary")
    page.fill("[data-paste] textarea", WHOLE)
    page.click("[data-understand]")
    page.wait_for_selector("[data-part=district][data-mark=sure]")
    assert DeliveryAddress.objects.count() == 0
    page.click("[data-take]")
    expect(page.locator("#id_street")).to_have_value("粤海街道科技园路1号")
    assert page.locator("[data-unchecked]").count() == 0
    page.keyboard.press("Control+s")
    page.wait_for_selector("#addresses li")

    assert stored() == ("张三", "13800000000", "440305007", "广东省", "深圳市", "南山区", "粤海街道科技园路1号")


@looks("light")
def test_guesses_are_not_saved_before_somebody_has_looked_at_them(
    browser_page: Any, live_url: str, sign_in: SignIn, customer: Customer, look: str
) -> None:
    page = browser_page
    open_form(page, live_url, sign_in, customer)
    page.click("[data-paste] summary")
    page.fill("[data-paste] textarea", "朝阳区建国路1号 张三 13800000000")
    page.click("[data-understand]")
    page.wait_for_selector("[data-part=district][data-mark=guessed]")
    page.click("[data-other='220104']")
    page.click("[data-take]")
    page.wait_for_selector("[data-unchecked]")
    page.keyboard.press("Control+s")
    expect(page.locator("#live")).to_contain_text("核对")
    assert DeliveryAddress.objects.count() == 0
    for _each in range(page.locator("[data-unchecked]").count()):
        page.locator("[data-unchecked]").first.click()
    page.keyboard.press("Control+s")
    page.wait_for_selector("#addresses li")

    assert DeliveryAddress.objects.get().recipient == "张三"


@in_every_look
def test_the_field_is_accessible_fits_and_speaks_the_language(
    browser_page: Any, live_url: str, axe_source: str, sign_in: SignIn, customer: Customer, look: str
) -> None:
    page = browser_page
    if look == "english":
        User.objects.filter(pk=customer.owner_id).update(language="en")
    open_form(page, live_url, sign_in, customer)
    page.focus("#id_region") if look != "phone" else page.tap("#id_region")
    page.wait_for_selector("[data-column='']")
    page.locator("#id_region-list [data-key='44']").click()
    page.locator("#id_region-list [data-key='4403']").click()
    page.locator("#id_region-list [data-key='440305']").click()
    page.wait_for_selector("[data-column='440305'][data-on]")
    assert problems_of(page, look, axe_source, name="region-steps", data=DATA) == []
    page.keyboard.press("Escape")
    page.click("[data-paste] summary")
    page.fill("[data-paste] textarea", "深圳南山科技园1号 13800000000 张三")
    page.click("[data-understand]")
    page.wait_for_selector("[data-part=district][data-mark=guessed]")
    assert problems_of(page, look, axe_source, name="region-parsed", data=DATA + "科技园1号 深圳南山") == []
    page.click("[data-take]")
    page.wait_for_selector("[data-unchecked]")
    assert problems_of(page, look, axe_source, name="region-doubt", data=DATA + "科技园1号 深圳南山") == []


@pytest.mark.spec("ORD-004")
@in_every_look
def test_a_pasted_address_fills_the_order(
    browser_page: Any, live_url: str, axe_source: str, sign_in: SignIn, world: World, tmp_path: Path, look: str
) -> None:
    take_names(tmp_path)
    page = browser_page
    if look == "english":
        User.objects.filter(pk=world.clerk.user_id).update(language="en")
    sign_in(world.clerk.user_id)
    page.goto(f"{live_url}/orders/new/")
    page.locator("details.x-more > summary").first.click()
    page.click("[data-paste] summary")
    page.fill("[data-paste] textarea", WHOLE)
    page.click("[data-understand]")
    page.wait_for_selector("[data-part=district][data-mark=sure]")
    assert problems_of(page, look, axe_source, name="region-order") == []
    page.click("[data-take]")

    expect(page.locator("#id_delivery_address")).to_have_value("广东省深圳市南山区粤海街道科技园路1号")
    assert page.input_value("input[name=delivery_region]") == "440305007"
    assert (page.input_value("#id_recipient"), page.input_value("#id_recipient_phone")) == ("张三", "13800000000")


@looks("light", "phone")
def test_a_unit_gets_its_address_the_same_way(
    browser_page: Any, live_url: str, axe_source: str, sign_in: SignIn, customer: Customer, look: str
) -> None:
    page = browser_page
    sign_in(customer.owner_id)
    page.goto(f"{live_url}/organisation/new/")
    page.click(".x-line-help > summary")
    page.locator("#id_address-region").press_sequentially("nsq")
    page.wait_for_selector("#id_address-region-list [role=option][data-key='440305']")
    page.keyboard.press("Enter")

    expect(page.locator("#id_address")).to_have_value("广东省深圳市南山区")
    assert problems_of(page, look, axe_source, name="region-unit") == []
