"""Dealings with customers in a real browser: composer, calendar, every page in every look (CUS-025 to CUS-030, COL-004)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from danshu.activities.models import Communication, Plan, PlanSetting
from danshu.activities.tests.factories import make_customer, make_plan, make_record, make_setting, person, type_id
from danshu.dictionaries.queries import id_of
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.parties.dictionaries import LEVEL
from danshu.parties.models import Customer
from danshu.parties.operations.set_level_frequency import set_level_frequency
from danshu.parties.tests.factories import make_contact
from danshu.testing.looks import in_every_look, keep_picture, looks, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[int | None], None]
DAY = timedelta(days=1)


@dataclass
class Dealings:
    """Somebody with a customer, records, plans and a rule."""

    keeper: Actor
    customer: Customer
    record: Communication
    plan: Plan
    setting: PlanSetting


@pytest.fixture
def dealings(transactional_db: None) -> Dealings:
    keeper = person("OPA", unit=make_unit("Example branch"), name="Li Si")
    User.objects.update(profile_completed_at=timezone.now(), password_changed_at=timezone.now())
    level = id_of(LEVEL, "A")
    set_level_frequency(level_id=level, days=7, actor=Actor.system(), at=now())
    make_customer(keeper, name="Example Hotel", level=level, at=now() - 12 * DAY)
    customer = make_customer(keeper, name="Example Retail Ltd", level=level, at=now() - 40 * DAY)
    contact = make_contact(customer, keeper, name="Sun Qi", position="Buyer", email="sun@example.com")
    record = make_record(
        customer, keeper, at=now() - 2 * DAY, happened_at=now() - 9 * DAY, contact=contact.pk, content="Wants 120 boxes",
        feedback="Deliver before the holiday", next_step="Send samples", next_at=now() + DAY, duration_minutes=15,
    )  # fmt: skip
    make_record(customer, keeper, at=now(), type=type_id("visit"), content="Looked at the shelves")
    late = make_plan(customer, keeper, at=now(), planned_at=now() - timedelta(hours=3), title="Call back")
    for hours in (1, 26, 27):
        make_plan(customer, keeper, at=now(), planned_at=now() + timedelta(hours=hours), title="Visit the shop")
    setting = make_setting(keeper, title="First contact", at=now())
    return Dealings(keeper, customer, record, late, setting)


def pages(made: Dealings) -> dict[str, str]:
    customer = f"/customers/{made.customer.pk}"
    return {
        "dealings-customer": f"{customer}/",
        "communications": "/communications/",
        "communication": f"/communications/{made.record.pk}/",
        "communication-new": f"{customer}/communications/new/",
        "communication-edit": f"/communications/{made.record.pk}/edit/",
        "mail": f"{customer}/mail/",
        "tracking": "/customers/tracking/",
        "frequencies": "/customers/frequencies/",
        "calendar-week": "/calendar/",
        "calendar-month": "/calendar/?view=month",
        "calendar-list": "/calendar/?view=list",
        "plans": "/plans/",
        "plan": f"/plans/{made.plan.pk}/",
        "plan-edit": f"/plans/{made.plan.pk}/edit/",
        "plan-postpone": f"/plans/{made.plan.pk}/postpone/",
        "plan-new": f"{customer}/plans/new/",
        "plan-settings": "/plans/settings/",
        "plan-setting-new": "/plans/settings/new/",
    }


WORDS_OF_DATA = "简体中文 系统 网络 新建 新增 电话 拜访 例行跟进 首次联系"  # the trail keeps the words of its day


@pytest.mark.spec("CUS-025", "CUS-027", "CUS-028", "CUS-029", "CUS-030", "COL-004", "COM-019")
@in_every_look
def test_every_page_of_dealings_is_accessible_fits_and_speaks_the_language(
    browser_page: Any, live_url: str, axe_source: str, sign_in: SignIn, dealings: Dealings, look: str
) -> None:
    if look == "english":
        User.objects.filter(pk=dealings.keeper.user_id).update(language="en")
    sign_in(dealings.keeper.user_id)
    walk(browser_page, live_url, pages(dealings), look, axe_source, data=WORDS_OF_DATA)


@pytest.mark.spec("CUS-025", "CUS-030")
@looks("phone")
def test_a_call_is_recorded_on_a_phone_and_the_calendar_lists_what_comes(
    browser_page: Any, live_url: str, sign_in: SignIn, dealings: Dealings, look: str
) -> None:
    page = browser_page
    sign_in(dealings.keeper.user_id)
    page.goto(f"{live_url}/customers/{dealings.customer.pk}/")
    page.get_by_text("微信", exact=True).first.click()
    page.locator("#say-content").fill("确认了国庆备货")
    page.get_by_role("button", name="保存记录").click()
    page.get_by_text("确认了国庆备货").first.wait_for()

    assert Communication.objects.order_by("-pk")[0].form == "messenger"
    page.goto(f"{live_url}/calendar/")
    assert page.locator(".x-agenda").is_visible()
    assert not page.locator(".x-calwide").is_visible()
    keep_picture(page, f"calendar-phone-{look}")
