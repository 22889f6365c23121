"""Sessions kept in the database with the person they belong to, so that they can be listed and ended."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone


class SessionStore(DatabaseStore):
    """Django's database sessions over our own table."""

    @classmethod
    def get_model_class(cls) -> type:
        from danshu.identity.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Copy who and from where into columns; they are kept in the data by sign-in."""
        row = super().create_model_instance(data)
        user_id = data.get("_auth_user_id")
        row.user_id = int(user_id) if user_id else None
        row.ip_address, row.device = data.get("ip_address"), data.get("device", "")
        row.signed_in_at = data.get("signed_in_at")
        row.last_seen_at = timezone.now()
        return row
