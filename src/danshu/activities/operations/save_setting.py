"""Write down a rule that makes plans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.activities.models import PlanSetting
from danshu.activities.permissions import CONFIGURE_PLANS
from danshu.activities.setting_loading import locked_setting, require_off
from danshu.activities.setting_rules import checked
from danshu.activities.wording import changes_of, first_values
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("activities.save_setting", permission=CONFIGURE_PLANS, label=("保存计划设置", "Save a plan setting"))
def save_setting(
    *,
    entry: Mapping[str, Any],
    setting_id: int | None = None,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> PlanSetting:
    """A new setting (off), or changes of one that is off (CUS-029).

    entry: plan_type, title, trigger ("customer_created", "status_changed", "order_completed") and first_after_days are
    required; type (of communication), repeat_every_days and repeats (all plans of one event), categories, levels,
    statuses (keys of values; empty = all customers), responsible (empty = the owner), remind_minutes.
    Raises NotFound, EditConflict, SettingInvalid, SettingSwitchedOn, FieldErrors.
    """
    if setting_id is None:
        values = checked(entry)
        made = PlanSetting(created_at=at, updated_at=at, updated_by_name=actor.name, **values)
        made.save(force_insert=True)
        words = first_values(values)
    else:
        made = locked_setting(setting_id, version=version)
        require_off(made)
        values = checked(entry, made)
        words = changes_of(made, values)
        for name, new in values.items():
            setattr(made, name, new)
        made.save(update_fields=[*values, *touch(made, actor=actor, at=at)])
    current_context().changed("activities.plan_setting", made.pk, label=made.title, changes=words)
    return made
