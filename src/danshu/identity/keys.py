"""Recognising an API key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from danshu.identity.models import ApiToken
from danshu.identity.secrets import digest

USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class RecognisedKey:
    """Whose key it is and what it is limited to."""

    user_id: int
    scopes: tuple[str, ...]


def recognise_key(key: str, *, at: datetime) -> RecognisedKey | None:
    """The person behind a key that is neither revoked nor run out, else None. Its use is noted once a minute."""
    valid = ApiToken.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)
    token = valid.filter(token_hash=digest(key)).only("user_id", "scopes", "last_used_at").first()
    if token is None:
        return None
    if token.last_used_at is None or at - token.last_used_at >= USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return RecognisedKey(token.user_id, tuple(token.scopes))
