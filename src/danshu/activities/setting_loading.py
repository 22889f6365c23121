"""Locking a plan setting."""

from __future__ import annotations

from danshu.activities.errors import SettingInvalid, SettingSwitchedOn
from danshu.activities.models import PlanSetting
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version


def locked_setting(setting_id: int, *, version: int | None = None) -> PlanSetting:
    """A valid setting. Raises NotFound, EditConflict, SettingInvalid."""
    setting = lock(PlanSetting.objects.filter(pk=setting_id)).first()
    if setting is None:
        raise NotFound
    require_version(setting, version)
    if not setting.is_valid:
        raise SettingInvalid(label=setting.title)
    return setting


def require_off(setting: PlanSetting) -> None:
    """Raise SettingSwitchedOn for a setting that makes plans now."""
    if setting.is_on:
        raise SettingSwitchedOn(label=setting.title)
