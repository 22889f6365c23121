"""People who sign in to the real pages."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from danshu.access.models import Role, UserRole
from danshu.identity.models import User
from danshu.sales.tests.world import World, build_world


@pytest.fixture
def world(transactional_db: None) -> World:
    """The small company, its people with their delivered roles."""
    made = build_world()
    for actor in (made.clerk, made.reviewer, made.finance, made.shipper, made.service_desk):
        for code in actor.roles:
            UserRole.objects.create(user_id=actor.user_id, role=Role.objects.get(code=code))
    User.objects.update(profile_completed_at=timezone.now(), password_changed_at=timezone.now())
    return made


def session_cookie(user_id: int) -> str:
    """The key of a fresh signed-in session."""
    user = User.objects.get(pk=user_id)
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


@pytest.fixture
def sign_in(browser_context: Any, live_url: str) -> Callable[[int | None], None]:
    """sign_in(user_id): the browser acts as this person from now on."""

    def act_as(user_id: int | None) -> None:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie(int(user_id or 0)), "url": live_url}
        browser_context.add_cookies([cookie])

    return act_as
