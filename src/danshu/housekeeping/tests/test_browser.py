"""The pages of the cleanup in a real browser, in every look."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.housekeeping.operations.clean_up import clean_up
from danshu.housekeeping.tests.factories import LINKS, SESSIONS, make_link, make_session
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.clock import now
from danshu.parties.tests.factories import person
from danshu.testing.looks import in_every_look, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.spec("COM-019", "SYS-012")
@in_every_look
def test_every_page_is_accessible_and_fits(browser_page: Any, live_url: str, axe_source: str, look: str) -> None:
    admin = person("ADM", unit=make_unit("示例公司"), name="示例管理员")
    make_link(40, at=now())
    clean_up(kinds=[LINKS], backup="备份服务器 /backup/0918.dump", actor=admin, at=now())
    if look == "english":
        User.objects.update(language="en")
    for days in (8, 9):
        make_session(days, at=now())
    sign_in(browser_page, live_url, admin.user_id)
    places = {
        "cleanup": "/settings/cleanup/",
        "cleanup-confirm": f"/settings/cleanup/confirm/?kinds={SESSIONS}",
        "cleanup-rule": f"/settings/cleanup/rules/{SESSIONS}/",
        "cleanup-runs": "/settings/cleanup/runs/",
    }
    walk(browser_page, live_url, places, look, axe_source, data="示例公司 示例管理员 备份服务器")
