"""Reading dealings: what pages, interface and other modules may ask."""

from danshu.activities.queries.communications import (
    communication,
    communications,
    communications_of,
    matching,
    type_choices,
    usual_type,
)
from danshu.activities.queries.plans import in_period, open_plans_of, plan, plans
from danshu.activities.queries.tracking import tracked_customers

__all__ = [
    "communication",
    "communications",
    "communications_of",
    "in_period",
    "matching",
    "open_plans_of",
    "plan",
    "plans",
    "tracked_customers",
    "type_choices",
    "usual_type",
]
