"""The pages of rules and of the review in a real browser, in every look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.parties.tests.factories import make_contact, make_customer, person
from danshu.testing.looks import in_every_look, walk
from danshu.validation.models import Fault
from danshu.validation.operations.assign_fault import assign_fault
from danshu.validation.tests.factories import ADMIN, NOON, make_rule

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GoAs = Callable[[Actor], Any]
DATA = "单枢商贸 示例青禾连锁超市 示例云杉酒店 示例华东 示例李四 简称必填 执照号码格式 写明简称 示例联系人 系统 单枢示例有限公司 示例公司 示例分公司"


@pytest.fixture
def go_as(browser_page: Any, live_url: str) -> GoAs:
    """go_as(actor): the page, signed in as this person."""

    def act(actor: Actor) -> Any:
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        cookie = {"name": "danshu", "value": client.cookies["danshu"].value, "url": live_url}
        browser_page.context.add_cookies([cookie])
        return browser_page

    return act


@pytest.mark.spec("COM-019", "SYS-011")
@in_every_look
def test_every_page_is_accessible_and_fits(go_as: GoAs, live_url: str, axe_source: str, look: str) -> None:
    seller, admin = (
        person("SLS", unit=make_unit("示例华东"), name="示例李四"),
        person("OPA", unit=make_unit("示例公司")),
    )
    if look == "english":
        User.objects.update(language="en")
    for name in ("示例青禾连锁超市", "示例云杉酒店"):
        make_contact(make_customer(seller, name=name), seller)
    rule = make_rule("short_name", name="简称必填", message="写明简称", message_en="Give a short name")
    make_rule(
        "licence_number", "dependency", on=False, name="执照号码格式", message="写明简称", message_en="Give the licence",
        when="type", when_values=["企业"], then="required",
    )  # fmt: skip
    fault = Fault.objects.order_by("pk").first()
    assert fault is not None
    assign_fault(fault_id=fault.pk, assignee_id=seller.user_id or 0, actor=ADMIN, at=NOON)
    places = {
        "rules-index": "/settings/rules/",
        "rules-list": "/settings/rules/parties.customer/",
        "rules-new": "/settings/rules/parties.customer/add/",
        "rules-one": f"/settings/rules/{rule.pk}/",
        "rules-trial": f"/settings/rules/{rule.pk}/trial/",
        "review-list": "/data-review/",
        "review-one": f"/data-review/{fault.pk}/",
        "review-assign": f"/data-review/{fault.pk}/assign/",
    }
    walk(go_as(admin), live_url, places, look, axe_source, data=DATA)
