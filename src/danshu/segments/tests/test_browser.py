"""The pages of tags and segments in a real browser: every look, and a segment laid down with the keyboard."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from danshu.dictionaries.queries import id_of
from danshu.identity.models import User
from danshu.kit.clock import now
from danshu.parties.dictionaries import LEVEL
from danshu.parties.models import Contact
from danshu.pool.tests.factories import SYSTEM, Team, build_team
from danshu.segments.models import Segment
from danshu.segments.operations.add_members import add_members
from danshu.segments.operations.create_contact_group import create_contact_group
from danshu.segments.operations.define_customer_category import define_customer_category
from danshu.segments.operations.group_contacts import group_contacts
from danshu.segments.operations.propose_classes import propose_classes
from danshu.segments.operations.set_level_rule import set_level_rule
from danshu.segments.tests.factories import PAID_A_LOT, condition, segment
from danshu.testing.looks import in_every_look, keep_picture, looks, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DATA = (
    "示例客户 示例销售一部 示例销售二部 王经理 李四 赵五 钱六 孙七 吴九 示例省 杭州市 杭州 重点 月结 节前备货 自提 重点客户 展会名单 杭州客户 "
    "系统 单枢示例有限公司 网络 春节问候 华东 江浙沪"
)


@pytest.fixture
def team() -> Team:
    """A department."""
    return build_team()


@pytest.mark.spec("COM-019", "CUS-012")
@in_every_look
def test_every_page_is_accessible_and_fits(
    browser_page: Any, live_url: str, axe_source: str, team: Team, look: str
) -> None:
    if look == "english":
        User.objects.update(language="en")
    at = now()
    rows = [
        team.customer(at=at, city="杭州市", tags=["重点", "月结"][: n % 3], contacts=[{"name": "吴九"}])
        for n in range(5)
    ]
    near = segment(condition("city", "has", "杭州"), condition("tags", "any", "重点，月结"), name="杭州客户")
    segment(PAID_A_LOT)
    still = segment(name="展会名单", is_dynamic=False, remark="")
    keys = [row.pk for row in rows]
    add_members(segment_id=still.pk, customer_ids=keys[:3], actor=team.operator, at=at)
    sign_in(browser_page, live_url, team.operator.user_id)
    places = {
        "segments-tags": "/customer-tags/",
        "segments-tagging": f"/customers/tag/?ids={keys[0]},{keys[1]}",
        "segments-list": "/segments/",
        "segments-segment": f"/segments/{near.pk}/",
        "segments-static": f"/segments/{still.pk}/",
        "segments-members": f"/segments/members/?segment={near.pk}",
        "segments-new": "/segments/new/",
        "segments-edit": f"/segments/{near.pk}/edit/",
        "segments-recompute": f"/segments/{near.pk}/recompute/",
        "segments-delete": f"/segments/{still.pk}/delete/",
        "segments-join": f"/customers/join-segment/?ids={keys[3]},{keys[4]}",
        "segments-customer": f"/customers/{keys[1]}/",
        "segments-customers": f"/customers/?segment={near.pk}",
    }
    walk(browser_page, live_url, places, look, axe_source, data=DATA)


@pytest.mark.spec("COM-019", "CUS-011", "CUS-021")
@in_every_look
def test_groups_categories_and_levels_are_accessible_and_fit(
    browser_page: Any, live_url: str, axe_source: str, team: Team, look: str
) -> None:
    if look == "english":
        User.objects.update(language="en")
    at = now()
    customer = team.customer(at=at, city="杭州市", contacts=[{"name": "吴九"}])
    person = Contact.objects.get(customer=customer)
    found = create_contact_group(values={"name": "春节问候", "is_public": True}, actor=team.operator, at=at)
    group_contacts(contact_group_id=found.pk, contact_ids=[person.pk], actor=team.operator, at=at)
    east = define_customer_category(
        values={"name": "华东", "name_en": "East", "description": "江浙沪"}, actor=SYSTEM, at=at
    )
    rule = [condition("city", "has", "杭州"), condition("paid_amount", "ge", 0, 12)]
    near = {"name": "杭州", "name_en": "Hangzhou", "parent_id": east, "conditions": rule}
    key = define_customer_category(values=near, actor=SYSTEM, at=at)
    level = id_of(LEVEL, "A")
    values = {"rank": 1, "min_orders": 0, "min_paid": Decimal(0), "follow_up_days": 7}
    set_level_rule(level_id=level, values=values, actor=SYSTEM, at=at)
    propose_classes(actor=SYSTEM, at=at)
    sign_in(browser_page, live_url, team.operator.user_id)
    places = {
        "groups-list": "/contact-groups/",
        "groups-group": f"/contact-groups/{found.pk}/",
        "groups-new": "/contact-groups/new/",
        "groups-delete": f"/contact-groups/{found.pk}/delete/",
        "groups-join": f"/contacts/group/?ids={person.pk}",
        "groups-leave": f"/contacts/ungroup/?ids={person.pk}",
        "groups-contacts": f"/contacts/?group={found.pk}",
        "groups-contact": f"/contacts/{person.pk}/",
        "classes-categories": "/customer-categories/",
        "classes-category-new": "/customer-categories/new/",
        "classes-category-edit": f"/customer-categories/{key}/edit/",
        "classes-levels": "/customer-levels/",
        "classes-level-edit": f"/customer-levels/{level}/edit/",
        "classes-proposals": "/class-proposals/",
    }
    walk(browser_page, live_url, places, look, axe_source, data=DATA)


@pytest.mark.spec("COM-019", "CUS-011")
@looks("phone")
def test_on_a_phone_a_proposal_says_what_it_changes_and_why_and_is_accepted(
    browser_page: Any, live_url: str, team: Team, look: str
) -> None:
    at, page = now(), browser_page
    rule = [condition("city", "has", "杭州")]
    define_customer_category(values={"name": "杭州城区", "conditions": rule}, actor=SYSTEM, at=at)
    customer = team.customer(at=at, city="杭州市")
    propose_classes(actor=SYSTEM, at=at)
    sign_in(page, live_url, team.operator.user_id)
    page.goto(f"{live_url}/class-proposals/")
    keep_picture(page, "proposal-card")

    card = page.locator("tbody tr").first
    told = card.inner_text()
    assert ("— → 杭州城区" in told, "城市" in told and "杭州" in told) == (True, True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    card.locator(".c-sel").tap()
    page.get_by_role("button", name="采纳").tap()
    page.locator("dialog[open] .btn-primary").tap()
    page.get_by_text("已采纳 1 条").first.wait_for()

    customer.refresh_from_db()
    assert str(customer.category) == "杭州城区"


@pytest.mark.spec("CUS-012")
def test_a_segment_is_laid_down_and_shows_its_members(browser_page: Any, live_url: str, team: Team) -> None:
    customer = team.customer(at=now(), city="杭州市")
    sign_in(browser_page, live_url, team.operator.user_id)
    browser_page.goto(f"{live_url}/segments/new/")
    browser_page.locator("[name=name]").fill("杭州客户")
    browser_page.locator("[name=fact_1]").select_option("city")
    browser_page.locator("[name=op_1]").select_option("has")
    browser_page.locator("[name=value_1]").fill("杭州")
    browser_page.keyboard.press("Control+s")
    browser_page.wait_for_url(re.compile(r"/segments/\d+/$"))
    found = Segment.objects.get()
    assert found.member_count == 1
    browser_page.get_by_role("link", name="查看成员").first.click()
    browser_page.get_by_role("link", name=customer.name).wait_for()
