"""Let go what passed its moment (INV-H2)."""

from __future__ import annotations

from datetime import datetime

from danshu.holds import engine
from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.operation import operation


@operation("holds.expire_claims", permission=SYSTEM, label=("释放到期的占用", "Release claims past their moment"))
def expire_claims(*, limit: int = 500, actor: Actor, at: datetime) -> int:
    """Give up claims past their moment, at most `limit` of each kind, and tell their documents (ClaimLapsed).

    Resources that somebody is just using are left for the next run. Returns how many were given up. That the numbers
    are right does not depend on it: a taker gives them up by himself.
    """
    return engine.expire_due(at=at, limit=limit)
