"""Give several customers another category or level."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.dictionaries.queries import require_valid
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.parties.batches import Result, each
from danshu.parties.dictionaries import CATEGORY, LEVEL
from danshu.parties.models import Customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.permissions import EDIT_CUSTOMERS


@operation(
    "parties.classify_customers",
    permission=EDIT_CUSTOMERS,
    label=("调整客户分类与级别", "Adjust categories and levels"),
)
def classify_customers(
    *,
    customer_ids: Sequence[int],
    category_id: int | None = None,
    level_id: int | None = None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> list[Result]:
    """Give each of at most 500 customers the category, the level, or both; what is not given stays (CUS-011).

    Returns {id, label, done, code, reason} for each; the history of each keeps old, new, reason and who. Raises
    FieldErrors without a reason, without anything to adjust, or for a value that is unknown or no longer valid.
    """
    problems = []
    if not reason.strip() or len(reason.strip()) > 500:
        problems.append(FieldProblem("reason", "required", _("填写调整原因，最多 500 个字")))
    if category_id is None and level_id is None:
        problems.append(FieldProblem("category", "required", _("选择新的分类或级别")))
    if category_id is not None and not require_valid(CATEGORY, category_id):
        problems.append(FieldProblem("category", "invalid", _("从列表中选择客户分类，失效的值不能再选")))
    if level_id is not None and not require_valid(LEVEL, level_id):
        problems.append(FieldProblem("level", "invalid", _("从列表中选择客户级别，失效的值不能再选")))
    if problems:
        raise FieldErrors(problems)
    wanted = {name: key for name, key in (("category", category_id), ("level", level_id)) if key is not None}

    def adjust(key: int) -> Customer:
        return edit_customer.within(customer_id=key, changes=wanted, reason=reason.strip(), actor=actor, at=at)

    return each(customer_ids, adjust)
