"""Say how often customers of a level are to be contacted."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from danshu.dictionaries.queries import label_of
from danshu.dictionaries.queries import require_valid as is_valid_value
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.parties.dictionaries import LEVEL
from danshu.parties.models import LevelFrequency
from danshu.parties.models.triggers import FREQUENCY_SLOT
from danshu.parties.permissions import CONFIGURE_FOLLOW_UP

MOST_DAYS = 3650
# the trigger computes the day anew; locked in the order of the keys, as everywhere
RECOMPUTE = """
WITH affected AS (
    SELECT id FROM parties_customer WHERE level_id = %s AND follow_up_days IS NULL ORDER BY id FOR NO KEY UPDATE
)
UPDATE parties_customer c SET contact_due_at = NULL FROM affected WHERE c.id = affected.id
"""


@operation(
    "parties.set_level_frequency", permission=CONFIGURE_FOLLOW_UP, label=("设置跟踪频率", "Set follow-up frequency")
)
def set_level_frequency(*, level_id: int, days: int | None, actor: Actor, at: datetime) -> int:
    """Customers of the level without a frequency of their own are due `days` after the last contact; None: never.

    Returns how many customers are due on another day now. Raises FieldErrors for an unknown level or a number of days
    outside of 1 to 3650.
    """
    if not is_valid_value(LEVEL, level_id):
        raise FieldErrors([FieldProblem("level_id", "unknown", _("没有这个客户级别"))])
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise FieldErrors([FieldProblem("days", "range", _("跟踪频率应为 1 到 3650 天"))])
    lock_slot(FREQUENCY_SLOT)
    before = LevelFrequency.objects.filter(level_id=level_id).values_list("days", flat=True).first()
    if before == days:
        return 0
    if days is None:
        LevelFrequency.objects.filter(level_id=level_id).delete()
    else:
        written = {"days": days, "updated_at": at, "updated_by_name": actor.name}
        LevelFrequency.objects.update_or_create(level_id=level_id, defaults=written)
    with connection.cursor() as cursor:
        cursor.execute(RECOMPUTE, [level_id])
        moved = int(cursor.rowcount)
    label = label_of(level_id)
    current_context().changed("dictionaries.value", level_id, label=label, changes={"follow_up_days": (before, days)})
    return moved
