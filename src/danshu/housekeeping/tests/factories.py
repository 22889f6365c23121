"""Expired data for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from danshu.identity.models import PasswordLink, Session, User
from danshu.identity.tests.factories import make_user
from danshu.notices.models import Notice

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
SESSIONS, LINKS, READ = "identity.sessions", "identity.password_links", "notices.read"


def make_session(days: int, *, at: datetime = NOON) -> Session:
    """A session that expired so many days before `at`; negative: it still holds."""
    number = Session.objects.count()
    return Session.objects.create(
        session_key=f"key-{number:030}", session_data="", expire_date=at - timedelta(days=days)
    )


def make_link(days: int, *, at: datetime = NOON) -> PasswordLink:
    """A link to set a password that expired so many days before `at`."""
    number = PasswordLink.objects.count()
    moment = at - timedelta(days=days)
    return PasswordLink.objects.create(
        user=reader(), token_hash=f"{number:064}", created_at=moment - timedelta(days=1), expires_at=moment
    )


def make_notice(days: int, *, is_read: bool = True, at: datetime = NOON) -> Notice:
    """A notice of so many days before `at`."""
    moment = at - timedelta(days=days)
    read_at = moment if is_read else None
    return Notice.objects.create(
        user=reader(), kind="sales.approved", text="已通过", created_at=moment, read_at=read_at
    )


def reader() -> User:
    """Somebody of ours."""
    return User.objects.filter(user_name="reader01").first() or make_user("reader01")
