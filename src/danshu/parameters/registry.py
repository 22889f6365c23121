"""Parameters are declared in code: name, group, type, default, limits, meaning in both languages (SYS-001)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from danshu.parameters.types import ValueType

Texts = tuple[str, str]  # (name, meaning)
Number = int | str | Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """A domain under which parameters stand on the page."""

    code: str
    zh: str
    en: str

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.en if _english() else self.zh


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter; `default` is typed."""

    name: str
    group: str
    type: ValueType
    default: Any
    zh: Texts
    en: Texts
    is_secret: bool = False
    is_used: bool = True

    @property
    def label(self) -> str:
        """The name in the active language."""
        return (self.en if _english() else self.zh)[0]

    @property
    def meaning(self) -> str:
        """What it decides, in the active language."""
        return (self.en if _english() else self.zh)[1]


GROUPS: dict[str, Group] = {}
PARAMETERS: dict[str, Parameter] = {}
GUARDS: dict[str, Callable[[bool], None]] = {}


def guard(name: str, check: Callable[[bool], None]) -> None:
    """Ask `check(is_planned)` before a parameter changes, at once or from a later moment; it raises DomainError to refuse."""
    GUARDS[name] = check


def group(code: str, zh: str, en: str) -> str:
    """Declare a group and return its code; the order of declaration is the order of the page."""
    GROUPS[code] = Group(code, zh, en)
    return code


def parameter(
    name: str,
    *,
    group: str,
    type: str = "text",  # noqa: A002 - the word of the contract
    default: Any,
    zh: Texts,
    en: Texts,
    minimum: Number | None = None,
    maximum: Number | None = None,
    options: Mapping[str, Texts] | None = None,
    parts: Mapping[str, ValueType] | None = None,
    labels: Mapping[str, Texts] | None = None,
    optional: bool = False,
    is_secret: bool = False,
    is_used: bool = True,
) -> str:
    """Declare a parameter and return its name.

    type: see ValueType; minimum, maximum: inclusive, lengths for texts; zh, en: (name, meaning).
    `is_secret` keeps the value out of pages and logs; `is_used=False` tells people that no code reads it yet.
    Raises ValueError for a name declared twice, an unknown group or a default outside the limits.
    """
    if name in PARAMETERS:
        raise ValueError(f"parameter declared twice: {name}")
    if group not in GROUPS:
        raise ValueError(f"unknown parameter group {group}")
    kind = ValueType(
        type,
        None if minimum is None else Decimal(minimum),
        None if maximum is None else Decimal(maximum),
        options or {},
        parts or {},
        labels or {},
        optional,
    )
    PARAMETERS[name] = Parameter(name, group, kind, kind.parse(default), zh, en, is_secret, is_used)
    return name


def _english() -> bool:
    return (get_language() or "zh").startswith("en")


# The domains of the specification, in the order of its files.
group("company", "公司信息", "Company information")
group("general", "通用", "General")
group("accounts", "账号与权限", "Accounts and permissions")
group("catalog", "商品", "Catalogue")
group("customers", "客户", "Customers")
group("marketing", "线索与商机", "Leads and opportunities")
group("contracts", "报价与合同", "Quotations and contracts")
group("sales", "订单", "Orders")
group("subscriptions", "订阅与会员", "Subscriptions and memberships")
group("keywords", "关键词预订", "Keyword reservations")
group("inventory", "库存与采购", "Inventory and purchasing")
group("fulfilment", "发货与物流", "Fulfilment and logistics")
group("service", "售后与服务", "After-sales and service")
group("promotions", "促销", "Promotions")
group("finance", "财务", "Finance")
group("distribution", "分销", "Distribution")
group("shop", "商城与订货", "Shop and online ordering")
group("reports", "报表", "Reports")
group("documents", "单据与认证", "Documents and certification")
group("system", "系统", "System")
