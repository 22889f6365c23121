"""Operations of the reports."""

from __future__ import annotations

from danshu.reporting.operations.fold_figures import fold_figures
from danshu.sales.tests.world import build_world, line
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("reporting.fold_figures", silent=True)
def _figures() -> Scenario:
    world = build_world()
    for quantity in (1, 2):
        world.approved(line(world.soap, quantity))
    return lambda: fold_figures(actor=ACTOR, at=AT)
