"""Say what a customer level asks and brings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.dictionaries.queries import label_of, require_valid
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.kit.versions import require_unchanged
from danshu.parties.dictionaries import LEVEL
from danshu.parties.operations.set_level_frequency import set_level_frequency
from danshu.parties.queries import level_frequencies
from danshu.segments.classing import checked_level, level_content
from danshu.segments.models import LevelRule
from danshu.segments.permissions import CONFIGURE_CLASSES


@operation(
    "segments.set_level_rule", permission=CONFIGURE_CLASSES, label=("设置客户级别规则", "Set the rule of a level")
)
def set_level_rule(
    *, level_id: int, values: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> LevelRule:
    """Lay down rank, price level, conditions and the default follow-up frequency of a level (CUS-011).

    values: rank (1 to 999, 1 is the highest, each once), price_level_id, min_paid (in the company's currency), min_orders,
    min_score (0 to 100), all over the last 12 months and each optional; follow_up_days (None: never), when given.
    version: the fingerprint of level_content that was shown. Raises NotFound for an unknown level, EditConflict,
    FieldErrors, RankTaken.
    """
    if not require_valid(LEVEL, level_id):
        raise NotFound
    lock_slot("segments.level_rules")
    found = LevelRule.objects.filter(level_id=level_id).first()
    require_unchanged(
        level_content(found, level_frequencies().get(level_id)), version,
        by=found.updated_by_name if found else "", at=found.updated_at if found else at,
    )  # fmt: skip
    stored = checked_level(level_id, values)
    changes = {n: (getattr(found, n, None), new) for n, new in stored.items() if getattr(found, n, None) != new}
    if "follow_up_days" in values:
        set_level_frequency.within(level_id=level_id, days=values["follow_up_days"], actor=actor, at=at)
    if found is not None and not changes:
        return found
    written = {**stored, "updated_at": at, "updated_by_name": actor.name}
    found, _made = LevelRule.objects.update_or_create(level_id=level_id, defaults=written)
    if "price_level_id" in changes:
        old, new = changes.pop("price_level_id")
        changes["price_level"] = (label_of(old), label_of(new))
    current_context().changed("dictionaries.value", level_id, label=label_of(level_id), changes=changes)
    return found
