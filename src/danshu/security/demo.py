"""A few attempts in vain for the demo company."""

from __future__ import annotations

from datetime import datetime, timedelta

from danshu.kit import attempts as kinds
from danshu.kit.actor import Actor
from danshu.security.recording import record

STRANGER, OFFICE = "203.0.113.45", "192.0.2.10"  # addresses reserved for examples


def build(*, clerk: Actor, seller: Actor, at: datetime) -> int:
    """Guesses from outside, a look at a colleague's record, a script in a name; returns the number of rows."""
    told = [
        (timedelta(days=2, hours=3), {kinds.PASSWORD: "admin001"}, None, STRANGER, "", 6),
        (timedelta(days=2, hours=3, minutes=-1), {kinds.LOCKED: "admin001"}, None, STRANGER, "", 4),
        (timedelta(days=1, hours=2), {kinds.MISSING: ""}, clerk, OFFICE, "GET /customers/7/", 2),
        (timedelta(days=1), {kinds.FORBIDDEN: ""}, clerk, OFFICE, "GET /logs/security/", 1),
        (timedelta(hours=20), {kinds.SCRIPT: ""}, seller, OFFICE, "POST /customers/new/", 1),
        (timedelta(hours=5), {kinds.UPLOAD: ""}, seller, OFFICE, "POST /imports/new/customers/", 1),
        (timedelta(hours=4), {kinds.TOKEN: ""}, None, STRANGER, "GET /api/v1/orders", 3),
    ]  # fmt: skip
    for ago, noted, actor, address, place, times in told:
        for _again in range(times):
            record(noted, actor=actor, address=address, place=place, at=at - ago)
    return len(told)
