"""Communications and plans of a customer that is taken into another one follow it (CUS-003)."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy

from danshu.activities.recording import bring_up_to_date
from danshu.parties.merging import moving
from danshu.parties.merging.registry import Moved, Pair, Rule, rule

COMMUNICATION, PLAN = "activities.Communication", "activities.Plan"
# a rule that made a plan for both made it once for each: the occasion says for whom it was
RENAME = """
UPDATE activities_plan SET occasion = %(prefix)s || occasion
WHERE customer_id = %(loser)s AND setting_id IS NOT NULL AND NOT starts_with(occasion, %(prefix)s)
"""
NAME_BACK = """
UPDATE activities_plan SET occasion = substr(occasion, length(%(prefix)s) + 1)
WHERE customer_id = %(loser)s AND id = ANY(%(keys)s) AND starts_with(occasion, %(prefix)s)
"""

# a plan that was carried out since the merge has its record at the survivor: the record goes with its plan
FOLLOW = """
UPDATE activities_communication c SET customer_id = %(loser)s FROM activities_plan p
WHERE p.record_id = c.id AND p.customer_id = %(loser)s AND c.customer_id = %(survivor)s
"""


def _over(pair: Pair, moved: Moved) -> dict[str, Any]:
    _run(RENAME, pair, [])
    noted = {
        model: moving.repoint(model, "customer", pair.loser.pk, pair.survivor.pk, pair.actor, pair.at)
        for model in (COMMUNICATION, PLAN)
    }
    _tell_both(pair)
    return noted


def _back(pair: Pair, noted: Any, moved: Moved) -> None:
    """What was moved goes back, plans together with the communications that they became or came from."""
    for model in (COMMUNICATION, PLAN):
        moving.point_back(model, "customer", noted[model], pair.survivor.pk, pair.loser.pk, pair.actor, pair.at)
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, {"loser": pair.loser.pk, "survivor": pair.survivor.pk})
    _run(NAME_BACK, pair, noted[PLAN])
    _tell_both(pair)


def _tell_both(pair: Pair) -> None:
    for customer in (pair.survivor, pair.loser):
        bring_up_to_date(customer, actor=pair.actor, at=pair.at)


def _run(statement: str, pair: Pair, keys: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"prefix": f"{pair.loser.pk}/", "loser": pair.loser.pk, "keys": keys})


rule(
    Rule(
        code="activities.dealings", what=gettext_lazy("交流记录和计划"), move=_over, undo=_back,
        count=lambda noted: len(noted[COMMUNICATION]) + len(noted[PLAN]),
    ),
    settles=[(COMMUNICATION, "customer"), (PLAN, "customer")],
)  # fmt: skip
