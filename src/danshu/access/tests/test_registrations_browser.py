"""The pages of staff applications in a real browser, in every look (ACC-006)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from danshu.access.tests.factories import administrator
from danshu.identity.models import User
from danshu.identity.operations.register_staff import Application, register_staff
from danshu.identity.rules.passwords import prepare_password
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.testing.looks import in_every_look, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("ACC-006", "COM-019")]
DATA = "单枢示例有限公司 示例张三 示例管理员 示例公司 系统 简体中文 中文"


@in_every_look
def test_applying_and_deciding_are_accessible_and_fit(
    browser_page: Any, live_url: str, axe_source: str, look: str
) -> None:
    admin = administrator("zhaoliu", full_name="示例管理员", unit=make_unit("示例公司"))
    change_parameters(changes={"staff_self_registration": True}, actor=Actor.system(), at=now())
    if look == "english":
        User.objects.update(language="en")
    found = register_staff(
        user_name="zhangsan", data=Application(full_name="示例张三", email="zhangsan@example.com", phone="13800000001"),
        password=prepare_password("river-stone-77", user_name="zhangsan"), ip_address="127.0.0.1",
        actor=Actor.system(), at=now(),
    )  # fmt: skip
    if look != "english":  # the language of visitors is the company's
        walk(browser_page, live_url, {"register": "/register/"}, look, axe_source, data=DATA)
    client = Client()
    client.force_login(admin)
    browser_page.context.add_cookies([{"name": "danshu", "value": client.cookies["danshu"].value, "url": live_url}])
    places = {
        "registrations": "/staff-registrations/",
        "registration": f"/staff-registrations/{found.pk}/",
        "registration-approve": f"/staff-registrations/{found.pk}/approve/",
        "registration-refuse": f"/staff-registrations/{found.pk}/refuse/",
    }
    walk(browser_page, live_url, places, look, axe_source, data=DATA)
