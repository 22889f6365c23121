"""Operations of the workbench."""

from __future__ import annotations

from danshu.identity.permissions import SIGNED_IN
from danshu.identity.tests.factories import make_user
from danshu.kit.actor import EVERYTHING, Actor
from danshu.workbench.operations.arrange_workbench import arrange_workbench
from tests.faults.crash import AT, Scenario, scenario


@scenario("workbench.arrange_workbench")
def _arrange() -> Scenario:
    person = Actor(make_user().pk, "person", grants={SIGNED_IN: EVERYTHING})
    return lambda: arrange_workbench(shown=["sales.orders"], hidden=["sales.amount"], actor=person, at=AT)
