"""The pages of automatic rules in a real browser, in every look."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.automation.operations.switch_rule import switch_rule
from danshu.automation.tests.factories import (
    SYSTEM,
    exhibition_rule,
    make_customer,
    make_rule,
    person,
    source_id,
    task_for,
    work,
)
from danshu.identity.models import User
from danshu.kit.clock import now
from danshu.testing.looks import in_every_look, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DATA = "示例客户 示例管理员 示例李四 示例团队 展会客户 联系展会客户 联系 记录 示例规则 展会 单枢商贸"


@pytest.mark.spec("SYS-029", "COM-019")
@in_every_look
def test_every_page_is_accessible_and_fits(browser_page: Any, live_url: str, axe_source: str, look: str) -> None:
    admin, seller, clerk = person("ADM", name="示例管理员"), person("SLS", name="示例李四"), person("OPA")
    if look == "english":
        User.objects.update(language="en")
    at = now()
    rule = exhibition_rule(seller, actor=admin, at=at)
    customer = make_customer(clerk, source=source_id("exhibition"), at=at)
    make_customer(clerk, at=at)
    work(at)
    off = make_rule(actions=[task_for(seller.user_id)], is_on=False, at=at)
    switch_rule(rule_id=off.pk, is_on=True, actor=admin, at=at)
    User.objects.filter(pk=seller.user_id).update(is_active=False)
    make_customer(clerk, at=at)
    work(at)
    User.objects.filter(pk=seller.user_id).update(is_active=True)
    switch_rule(rule_id=off.pk, is_on=False, actor=SYSTEM, at=at)
    sign_in(browser_page, live_url, admin.user_id)
    base = "/settings/automation"
    places = {
        "automation-rules": f"{base}/",
        "automation-new": f"{base}/new/",
        "automation-rule": f"{base}/{rule.pk}/",
        "automation-rule-off": f"{base}/{off.pk}/",
        "automation-edit": f"{base}/{off.pk}/edit/",
        "automation-switch": f"{base}/{off.pk}/switch/",
        "automation-condition": f"{base}/{off.pk}/conditions/new/",
        "automation-task": f"{base}/{off.pk}/actions/1/",
        "automation-owner": f"{base}/{off.pk}/actions/new/parties.assign_owner/",
        "automation-field": f"{base}/{off.pk}/actions/new/parties.set_field/",
        "automation-trial": f"{base}/{rule.pk}/trial/?record={customer.pk}",
        "automation-runs": f"{base}/runs/",
    }
    walk(browser_page, live_url, places, look, axe_source, data=DATA)
