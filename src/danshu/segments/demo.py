"""Invented segments and groups of the demo company's customers, a tree of categories, rules of levels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.parties.dictionaries import CATEGORY, LEVEL
from danshu.parties.queries import contacts
from danshu.segments.operations.add_members import add_members
from danshu.segments.operations.create_contact_group import create_contact_group
from danshu.segments.operations.define_customer_category import define_customer_category
from danshu.segments.operations.define_segment import define_segment
from danshu.segments.operations.group_contacts import group_contacts
from danshu.segments.operations.propose_classes import propose_classes
from danshu.segments.operations.set_level_rule import set_level_rule

PAID = {"fact": "paid_amount", "op": "gt", "value": "10000", "months": 12}
SILENT = {"fact": "days_since_contact", "op": "ge", "value": "30"}
SEGMENTS: tuple[dict[str, Any], ...] = (
    {"name": "一年到账过万", "remark": "12 个月内到账超过 1 万元", "conditions": [PAID]},
    {"name": "节前备货客户", "conditions": [{"fact": "tags", "op": "any", "value": ["节前备货"]}]},
    {
        "name": "久未联系的连锁与批发",
        "conditions": [SILENT, {"fact": "category", "op": "any", "value": ["chain", "wholesale"]}],
    },
    {"name": "从未下单", "conditions": [{"fact": "order_count", "op": "eq", "value": "0"}]},
)
STATIC = "秋季订货会名单"


def build(*, actor: Actor, at: datetime, customers: Sequence[int]) -> int:
    """Four dynamic segments, a static one with the first twenty of these customers. Returns how many segments.

    actor: Actor.system(). Always the same.
    """
    for values in SEGMENTS:
        define_segment(values={"is_dynamic": True, **values}, actor=actor, at=at)
    found = define_segment(values={"name": STATIC, "is_dynamic": False}, actor=actor, at=at)
    add_members(segment_id=found.pk, customer_ids=list(customers)[:20], actor=actor, at=at)
    return len(SEGMENTS) + 1


def build_groups(*, actor: Actor, at: datetime, customers: Sequence[int]) -> int:
    """Two groups of this person with contacts of these customers, a public and a private one. Returns how many."""
    keys = list(
        contacts(actor).filter(customer_id__in=list(customers)).order_by("pk").values_list("pk", flat=True)[:60]
    )
    for place, (name, is_public) in enumerate((("春节问候", True), ("订货会邀请", False))):
        found = create_contact_group(values={"name": name, "is_public": is_public}, actor=actor, at=at)
        if chosen := keys[place::2][:15]:
            group_contacts(contact_group_id=found.pk, contact_ids=chosen, actor=actor, at=at)
    return 2


LEVELS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("A", {"rank": 1, "min_paid": Decimal(30000), "min_orders": 4}),
    ("B", {"rank": 2, "min_paid": Decimal(8000)}),
    ("C", {"rank": 3, "min_orders": 1}),
)


def build_classes(*, actor: Actor, at: datetime) -> int:
    """Two categories below the chains, rules of three levels, and what they propose tonight. Returns how many proposals.

    actor: Actor.system(). Always the same.
    """
    chain = id_of(CATEGORY, "chain")
    for name, name_en, city in (("杭州连锁", "Hangzhou chains", "杭州"), ("南京连锁", "Nanjing chains", "南京")):
        conditions = [
            {"fact": "category", "op": "any", "value": ["chain"]},
            {"fact": "city", "op": "has", "value": city},
        ]
        values = {"name": name, "name_en": name_en, "parent_id": chain, "conditions": conditions}
        define_customer_category(values=values, actor=actor, at=at)
    for code, rule in LEVELS:
        set_level_rule(level_id=id_of(LEVEL, code), values=rule, actor=actor, at=at)
    made, after = propose_classes(actor=actor, at=at)
    while after:
        more, after = propose_classes(after=after, actor=actor, at=at)
        made += more
    return made
