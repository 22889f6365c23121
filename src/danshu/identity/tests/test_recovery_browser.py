"""A forgotten password in a real browser: each step in every look, and the way through to signing in (ACC-013)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.contrib.auth.hashers import check_password

from danshu.identity.models import User
from danshu.identity.operations.change_password import issue_password_link
from danshu.identity.tests.factories import make_user
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.notices.mailing import body_of
from danshu.notices.models import OutgoingMessage
from danshu.testing.looks import in_every_look, problems_of, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "qing2kong8wan"
WORDS_OF_DATA = "单枢示例有限公司 简体中文"
MAIN = "button.btn-primary"


@pytest.mark.spec("ACC-013", "COM-019")
@in_every_look
def test_each_step_is_accessible_fits_speaks_the_language_and_leads_to_the_next(
    browser_page: Any, live_url: str, axe_source: str, look: str
) -> None:
    make_user("lisi", full_name="Li Si", email="lisi@example.com")
    page, wrong = browser_page, []

    def seen(step: str) -> None:
        assert page.locator("input[name=step]").first.input_value() == step
        wrong.extend(
            f"{step}: {text}"
            for text in problems_of(page, look, axe_source, name=f"recover-{step}", data=WORDS_OF_DATA)
        )

    walk(page, live_url, {"recover": "/recover/"}, look, axe_source, data=WORDS_OF_DATA)
    page.fill("[name=user_name]", "lisi")
    page.fill("[name=captcha]", "x")
    page.click(MAIN)
    seen("name")  # with its mistake
    key = page.locator("[name=captcha_key]").input_value()
    page.fill("[name=captcha]", CaptchaStore.objects.get(hashkey=key).response)
    page.click(MAIN)
    page.wait_for_selector("[name=channel]")
    seen("send")
    page.click(MAIN)
    page.wait_for_selector("[name=code]")
    seen("code")
    page.fill("[name=code]", re.findall(r"\d{6}", body_of(OutgoingMessage.objects.get()))[0])
    page.click(MAIN)
    page.wait_for_selector("[name=password]")
    seen("password")
    page.fill("[name=password]", NEW)
    page.fill("[name=password_again]", NEW)
    page.click(MAIN)
    page.wait_for_url("**/sign-in/")

    assert wrong == []
    assert check_password(NEW, User.objects.get(user_name="lisi").password)


@pytest.mark.spec("ACC-007", "COM-019")
@in_every_look
def test_a_link_of_an_administrator_sets_a_password_and_its_address_goes_nowhere(
    browser_page: Any, live_url: str, axe_source: str, look: str
) -> None:
    user, page = make_user("lisi", full_name="Li Si"), browser_page
    secret = issue_password_link(user_id=user.pk, actor=Actor.system(), at=now())
    walk(page, live_url, {"password-link": f"/password-link/{secret}/"}, look, axe_source, data=WORDS_OF_DATA)

    page.fill("[name=password]", NEW)
    page.fill("[name=password_again]", NEW)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.click(MAIN)
    page.wait_for_url("**/sign-in/")

    assert secret not in sent.value.all_headers().get("referer", "")
    assert check_password(NEW, User.objects.get(pk=user.pk).password)
