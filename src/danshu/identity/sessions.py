"""Sessions kept in the database with the person they belong to, so that they can be listed and ended."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from danshu.kit.clock import now

USER_KEY = "_auth_user_id"
SIGNED_IN_AT = "signed_in_at"
TOUCH_EVERY = timedelta(minutes=1)
KEY = re.compile(r"[0-9a-z]{8,40}")  # what the keys of Django's sessions are made of


class SessionStore(DatabaseStore):
    """Django's database sessions over our own table."""

    last_seen_at: datetime | None = None
    signed_in_at: datetime | None = None
    ended_user_id: int | None = None

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key if session_key and KEY.fullmatch(session_key) else None)

    @classmethod
    def get_model_class(cls) -> type:
        """Our table."""
        from danshu.identity.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        """Remember the columns of the row, which is read anyway."""
        row: Any = super()._get_session_from_db()  # type: ignore[misc]
        if row is not None:
            self.last_seen_at, self.signed_in_at = row.last_seen_at, row.signed_in_at
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Copy who and from where into columns; they are kept in the data by sign-in."""
        row: Any = super().create_model_instance(data)
        user_id = data.get(USER_KEY)
        row.user_id = int(user_id) if user_id else None
        row.ip_address, row.device = data.get("ip_address"), data.get("device", "")
        signed_in_at = data.get(SIGNED_IN_AT)
        row.signed_in_at = datetime.fromisoformat(signed_in_at) if signed_in_at else None
        row.last_seen_at = now()
        return row

    def has_ended(self, *, at: datetime, idle: timedelta, absolute: timedelta) -> bool:
        """True when nobody used it for `idle`, or it began more than `absolute` ago (ACC-015)."""
        seen, began = self.last_seen_at, self.signed_in_at
        return bool((seen and at - seen > idle) or (began and at - began > absolute))

    def end(self) -> None:
        """End it, remembering for the rest of the request whose it was."""
        self.ended_user_id = int(self.get(USER_KEY, 0)) or None
        self.flush()

    def touch(self, *, at: datetime) -> None:
        """Note that the person is there; written at most once a minute."""
        if self.last_seen_at is None or at - self.last_seen_at >= TOUCH_EVERY:
            self.get_model_class().objects.filter(session_key=self.session_key).update(last_seen_at=at)  # type: ignore[attr-defined]
            self.last_seen_at = at
