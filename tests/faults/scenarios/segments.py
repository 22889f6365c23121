"""Operations of tags and segments."""

from __future__ import annotations

from danshu.pool.tests.factories import build_team
from danshu.segments.operations.tag_customers import tag_customers
from tests.faults.crash import AT, Scenario, scenario


@scenario("segments.tag_customers")
def _tag() -> Scenario:
    team = build_team()
    keys = [team.customer(at=AT, tags=["月结"]).pk, team.customer(at=AT).pk, 10**9]
    return lambda: tag_customers(customer_ids=keys, add=["重点"], remove=["月结"], actor=team.seller, at=AT)
