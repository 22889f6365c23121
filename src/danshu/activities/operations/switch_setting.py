"""Let a rule make plans, or not."""

from __future__ import annotations

from datetime import datetime

from danshu.activities.models import PlanSetting
from danshu.activities.permissions import CONFIGURE_PLANS
from danshu.activities.setting_loading import locked_setting
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("activities.switch_setting", permission=CONFIGURE_PLANS, label=("启停计划设置", "Switch a plan setting"))
def switch_setting(
    *, setting_id: int, is_on: bool, version: int | None = None, actor: Actor, at: datetime
) -> PlanSetting:
    """From now on events make plans, or make none; plans that exist stay (CUS-029).

    Nothing changes when it is so already. Raises NotFound, EditConflict, SettingInvalid.
    """
    setting = locked_setting(setting_id, version=version)
    if setting.is_on == is_on:
        return setting
    before, setting.is_on = setting.is_on, is_on
    setting.switched_on_at = at if is_on else None
    setting.save(update_fields=["is_on", "switched_on_at", *touch(setting, actor=actor, at=at)])
    current_context().changed(
        "activities.plan_setting", setting.pk, label=setting.title, changes={"is_on": (before, is_on)}
    )
    return setting
