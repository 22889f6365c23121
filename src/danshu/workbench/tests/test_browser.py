"""The workbench in every look."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from danshu.access.models import Role, UserRole
from danshu.identity.models import User
from danshu.sales.tests.world import World, build_world, line
from danshu.testing.looks import in_every_look, problems_of, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.spec("COL-001", "RPT-001", "COM-019"),
]
DATA = "李四赵六郑十孙七王五周八总部华东分公司青禾"


@in_every_look
def test_the_workbench_shows_what_waits_and_leads_on(
    browser_page: Any, live_url: str, axe_source: str, look: str
) -> None:
    world: World = build_world()
    for code in ("ODK", "FNC", "SMG"):
        UserRole.objects.create(user_id=world.reviewer.user_id, role=Role.objects.get(code=code))
    language = "en" if look == "english" else "zh-hans"
    User.objects.update(profile_completed_at=timezone.now(), password_changed_at=timezone.now(), language=language)
    world.approved(line(world.soap, 3))
    world.order(line(world.paper, 1))
    page = browser_page
    sign_in(page, live_url, world.reviewer.user_id)
    page.goto(f"{live_url}/workbench/?period=year")
    assert problems_of(page, look, axe_source, name="workbench", data=DATA) == []
    page.locator(".x-todo a").first.click()
    page.wait_for_url("**/orders/review/**")
