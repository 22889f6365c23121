"""Reading assignment rules (ORD-028)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.words import clauses, listed
from danshu.sales.lifecycle import Channel, OrderType
from danshu.sales.models import AssignmentRule
from danshu.sales.permissions import CONFIGURE_ASSIGNMENT

# the names behind the keys of a list column, in the order of the keys
NAMES = {
    "member_names": ("full_name", "identity_user", "members"),
    "unit_names": ("name", "identity_unit", "units"),
    "category_names": ("name", "catalog_category", "categories"),
}
SQL = (
    "ARRAY(SELECT n.{name} FROM {table} n WHERE n.id = ANY(sales_assignmentrule.{column})"
    " ORDER BY array_position(sales_assignmentrule.{column}, n.id))"
)


def _names(name: str, table: str, column: str) -> RawSQL:
    sql = SQL.format(name=name, table=table, column=column)  # constants of this file
    return RawSQL(sql, [], output_field=ArrayField(TextField()))  # noqa: S611


def assignment_rules(actor: Actor) -> QuerySet[Any]:
    """All rules in the order in which they are asked, with the names of what they state, for those who set them."""
    if not actor.can(CONFIGURE_ASSIGNMENT):
        return AssignmentRule.objects.none()
    named = {key: _names(*where) for key, where in NAMES.items()}
    return AssignmentRule.objects.annotate(customer_name=F("customer__name"), **named)


def assignment_rule(actor: Actor, pk: int) -> Any:
    """One rule with its names. Raises NotFound."""
    rule = assignment_rules(actor).filter(pk=pk).first()
    if rule is None:
        raise NotFound()
    return rule


def conditions_of(rule: Any) -> str:
    """What an order must meet, in words; `rule` comes from `assignment_rules`."""
    types, channels = dict(OrderType.choices), dict(Channel.choices)
    told = (
        (_("组织"), rule.unit_names), (_("类型"), [types.get(code, code) for code in rule.types]),
        (_("来源"), [channels.get(code, code) for code in rule.channels]), (_("商品分类"), rule.category_names),
        (_("客户所在省份"), rule.provinces), (_("客户"), [rule.customer_name] if rule.customer_name else []),
    )  # fmt: skip
    met = [_("%(what)s：%(values)s") % {"what": what, "values": listed(values)} for what, values in told if values]
    return clauses(met) or _("所有订单")
