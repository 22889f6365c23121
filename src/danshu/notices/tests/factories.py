"""Notices for tests."""

from __future__ import annotations

from django.apps import apps

from danshu.kit.clock import now
from danshu.notices.models import Notice


def make_notice(text: str = "订单已通过", *, user_name: str = "reader01", url: str = "") -> Notice:
    """An unread notice of a person, who is made when he does not exist."""
    users = apps.get_model("identity.User").objects  # type: ignore[attr-defined]
    person, _ = users.get_or_create(
        user_name=user_name, defaults={"full_name": user_name, "created_at": now(), "updated_at": now()}
    )
    return Notice.objects.create(user_id=person.pk, kind="test", text=text, url=url, created_at=now())
