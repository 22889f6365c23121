"""Operations of the security log."""

from __future__ import annotations

from danshu.access.tests.factories import administrator
from danshu.security.operations.warn_administrators import warn_administrators
from danshu.security.tests.factories import attempt
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("security.warn_administrators", silent=True)
def _warn() -> Scenario:
    administrator()
    attempt(times=31, at=AT)
    return lambda: warn_administrators(actor=ACTOR, at=AT)
