"""The roles that come with the product and their default rights (README of the specification, ACC-021)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from danshu.access.models import DataScope, DeliveredDefault, Role, RolePermission
from danshu.kit.clock import now
from danshu.kit.permissions import CATALOGUE

ADMINISTRATOR = "ADM"
WHOLE_ROLE = ""  # marks in DeliveredDefault that the role itself was delivered

# code: (Chinese, English, default data scope). Whoever works at headquarters for all branches sees all.
ROLES: dict[str, tuple[str, str, DataScope]] = {
    "ADM": ("系统管理员", "System administrator", DataScope.ALL),
    "OPA": ("运营管理员", "Operations administrator", DataScope.ALL),
    "ORA": ("订单管理员", "Order administrator", DataScope.ALL),
    "STA": ("超市管理员", "Store administrator", DataScope.UNIT),
    "SLS": ("销售", "Sales representative", DataScope.OWN),
    "SMG": ("部门经理/主管", "Sales / department manager", DataScope.UNIT_AND_BELOW),
    "BRC": ("分公司人员", "Branch clerk", DataScope.UNIT_AND_BELOW),
    "ODK": ("总部订单组/销售支持", "HQ order desk", DataScope.ALL),
    "CRT": ("认证组", "Certification team", DataScope.ALL),
    "PLN": ("策划/市场", "Planner", DataScope.ALL),
    "CSV": ("客服", "Customer service", DataScope.ALL),
    "WHS": ("仓库", "Warehouse keeper", DataScope.ALL),
    "SHC": ("物流", "Shipping clerk", DataScope.ALL),
    "PUR": ("采购", "Purchaser", DataScope.ALL),
    "ENG": ("工艺/报价", "Quotation engineer", DataScope.ALL),
    "FNC": ("财务", "Finance clerk", DataScope.ALL),
    "OPS": ("运维工程师", "Operations engineer", DataScope.ALL),
    "TRN": ("培训管理员", "Training manager", DataScope.ALL),
    "AUD": ("审计", "Auditor", DataScope.ALL),
}


@transaction.atomic
def deliver_roles(**_signal: Any) -> None:
    """Make the delivered roles and hand out default rights that were not handed out before.

    Runs after each migration. A right that an administrator has revoked, and a role that he has deleted, do not come
    back; only the system administrator always holds what is his.
    """
    given = set(DeliveredDefault.objects.values_list("role_code", "permission"))
    roles = _make_roles(code for code in ROLES if (code, WHOLE_ROLE) not in given)
    wanted = {(role, p.code) for p in CATALOGUE.values() for role in p.roles if role in ROLES}
    fresh = (wanted | {(code, WHOLE_ROLE) for code in ROLES}) - given
    always = {pair for pair in wanted if pair[0] == ADMINISTRATOR}
    RolePermission.objects.bulk_create(
        [
            RolePermission(role_id=roles[role], permission=code)
            for role, code in sorted(fresh | always)
            if code != WHOLE_ROLE and role in roles
        ],
        ignore_conflicts=True,
    )
    DeliveredDefault.objects.bulk_create(
        [DeliveredDefault(role_code=role, permission=code) for role, code in sorted(fresh)], ignore_conflicts=True
    )


def _make_roles(codes: Iterable[str]) -> dict[str, int]:
    """Insert delivered roles that are missing; returns the numbers of all that exist, by code."""
    at = now()
    Role.objects.bulk_create(
        [
            Role(
                code=code, name=ROLES[code][0], name_en=ROLES[code][1], data_scope=ROLES[code][2],
                is_delivered=True, created_at=at, updated_at=at,
            )
            for code in codes
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return dict(Role.objects.filter(code__in=ROLES).values_list("code", "id"))
