"""The security log in a real browser: daylight, dark, phone, English (COM-019)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from danshu.access.tests.factories import administrator
from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.kit.attempts import PASSWORD
from danshu.kit.clock import now
from danshu.parties.tests.factories import person
from danshu.security import demo
from danshu.security.models import Attempt
from danshu.security.operations.warn_administrators import warn_administrators
from danshu.security.tests.factories import attempt
from danshu.testing.looks import in_every_look, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("SYS-032", "COM-019")]


@in_every_look
def test_the_log_is_accessible_and_fits(browser_page: Any, live_url: str, axe_source: str, look: str) -> None:
    admin = administrator("zhaoliu", full_name="赵六")
    demo.build(clerk=person("BRC", name="示例李四"), seller=person("SLS", name="示例王五"), at=now())
    attempt(PASSWORD, times=31, at=now() - timedelta(minutes=9), place="admin001")
    warn_administrators(actor=Actor.system(), at=now())
    assert Attempt.objects.count() == 8
    if look == "english":
        User.objects.filter(pk=admin.pk).update(language="en")
    sign_in(browser_page, live_url, admin)
    pages = {"security-log": "/logs/security/", "security-log-none": "/logs/security/?user=nobody"}
    walk(browser_page, live_url, pages, look, axe_source, data="赵六 示例李四 示例王五")
