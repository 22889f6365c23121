"""Withdraw a rule that makes plans."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.activities.lifecycle import OPEN_PLANS
from danshu.activities.models import PlanSetting
from danshu.activities.permissions import CONFIGURE_PLANS
from danshu.activities.setting_loading import locked_setting
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.kit.words import with_count


@operation(
    "activities.invalidate_setting", permission=CONFIGURE_PLANS, label=("失效计划设置", "Invalidate a plan setting")
)
def invalidate_setting(
    *, setting_id: int, reason: str = "", version: int | None = None, actor: Actor, at: datetime
) -> PlanSetting:
    """It makes no further plans, for good; those that exist stay (CUS-029). Raises NotFound, EditConflict, SettingInvalid."""
    setting = locked_setting(setting_id, version=version)
    setting.is_valid = setting.is_on = False
    setting.save(update_fields=["is_valid", "is_on", *touch(setting, actor=actor, at=at)])
    context = current_context()
    left = setting.plans.filter(status__in=OPEN_PLANS).count()
    context.effect("no_further", _("不再生成计划"), "warn")
    context.effect("plans_stay", with_count("已生成的 %(count)s 个未完成计划保留") % {"count": left})
    context.changed(
        "activities.plan_setting", setting.pk, label=setting.title, changes={"is_valid": (True, False)}, reason=reason
    )
    return setting
