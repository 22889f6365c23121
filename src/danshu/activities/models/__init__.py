"""The tables of this module; other modules reach them through operations and queries only."""

from danshu.activities.models.communication import Communication, Direction
from danshu.activities.models.plan import Plan, Priority
from danshu.activities.models.setting import PlanSetting, Trigger

__all__ = ["Communication", "Direction", "Plan", "PlanSetting", "Priority", "Trigger"]
