"""What may be laid down of categories and levels (CUS-011)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danshu.dictionaries.queries import label_of, require_valid
from danshu.dictionaries.registry import before_withdrawal
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.words import listed
from danshu.parties.dictionaries import CATEGORY, PRICE_LEVEL
from danshu.parties.queries import number_with
from danshu.segments.category_tree import MOST_LEVELS, Node, branch_of, depth_of, locked_tree
from danshu.segments.conditions import clean_conditions
from danshu.segments.errors import CategoryInUse, CategoryLoop, CategoryTooDeep, RankTaken
from danshu.segments.models import CategoryPlace, LevelRule, Segment

LARGEST_AMOUNT, LARGEST_COUNT = Decimal("999999999999.99"), 1_000_000
Changes = dict[str, tuple[Any, Any]]


def level_content(rule: LevelRule | None, follow_up_days: int | None) -> list[str]:
    """All that is laid down of a level, for telling whether somebody changed it."""
    names = ("rank", "price_level_id", "min_paid", "min_orders", "min_score")
    return [str(getattr(rule, name, None)) for name in names] + [str(follow_up_days)]


def node_of(nodes: list[Node], key: int) -> Node:
    """A valid category. Raises NotFound."""
    found = next((node for node in nodes if node.id == key), None)
    if found is None:
        raise NotFound
    return found


def require_place(nodes: list[Node], parent_id: int | None, moved: Node | None) -> None:
    """Raise FieldErrors, CategoryLoop or CategoryTooDeep unless a category (a new one: None) may lie there."""
    if parent_id is None:
        return
    parent = next((node for node in nodes if node.id == parent_id), None)
    if parent is None:
        raise FieldErrors([FieldProblem("parent_id", "invalid", _("从列表中选择上级分类"))])
    if moved is not None and parent_id in branch_of(nodes, [moved.id]):
        raise CategoryLoop(name=moved.value.label, field="parent_id")
    if parent.level + (depth_of(nodes, moved.id) if moved else 1) > MOST_LEVELS:
        raise CategoryTooDeep(limit=MOST_LEVELS, field="parent_id")


def put_category(key: int, values: Mapping[str, Any], node: Node | None, *, actor: Actor, at: datetime) -> Changes:
    """Store parent and rule of a category as far as given; returns what changed. Raises FieldErrors."""
    stored: dict[str, Any] = {"parent_id": None, "is_all": True, "conditions": []}
    if node is not None:
        stored = {"parent_id": node.parent_id, "is_all": node.is_all, "conditions": node.conditions}
    wanted = {**stored, **{name: values[name] for name in stored if name in values}}
    if "conditions" in values:
        wanted["conditions"] = clean_conditions(values["conditions"] or ())
    if wanted == stored and node is not None:
        return {}
    written = {**wanted, "updated_at": at, "updated_by_name": actor.name}
    CategoryPlace.objects.update_or_create(category_id=key, defaults=written)
    changes: Changes = {name: (stored[name], new) for name, new in wanted.items() if stored[name] != new}
    if "parent_id" in changes:
        old, new = changes.pop("parent_id")
        changes["parent"] = (label_of(old), label_of(new))
    return changes


def require_unused(nodes: list[Node], node: Node) -> None:
    """Raise CategoryInUse while a customer has it, something lies below it or a condition names it."""
    places = []
    if count := number_with("category_id", node.id):
        places.append(_("客户 %(count)s") % {"count": count})
    if below := [each for each in nodes if each.parent_id == node.id]:
        places.append(_("下级分类 %(count)s") % {"count": len(below)})
    rules = [*Segment.objects.values_list("conditions", flat=True), *(each.conditions for each in nodes)]
    if named := sum(1 for conditions in rules if _names(conditions, node.id)):
        places.append(_("条件 %(count)s") % {"count": named})
    if places:
        raise CategoryInUse(name=node.value.label, places=listed(places))


def _may_be_withdrawn(category_id: int) -> None:
    nodes = locked_tree()
    if any(node.id == category_id for node in nodes):
        require_unused(nodes, node_of(nodes, category_id))


before_withdrawal(CATEGORY, _may_be_withdrawn)


def _names(conditions: list[dict[str, Any]], key: int) -> bool:
    return any(each["fact"] == "category" and key in each["value"] for each in conditions)


def checked_level(level_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a level's rule. Raises FieldErrors with every problem, RankTaken."""
    problems: list[FieldProblem] = []
    rank = values.get("rank")
    if not isinstance(rank, int) or not 1 <= rank <= 999:
        problems.append(FieldProblem("rank", "range", _("级别顺位应为 1 到 999，1 最高")))
    price_level = values.get("price_level_id")
    if not require_valid(PRICE_LEVEL, price_level):
        problems.append(FieldProblem("price_level_id", "invalid", _("从列表中选择价格级别")))
    stored: dict[str, Any] = {"rank": rank, "price_level_id": price_level}
    for name, largest in (("min_paid", LARGEST_AMOUNT), ("min_orders", LARGEST_COUNT), ("min_score", 100)):
        stored[name] = values.get(name)
        if stored[name] is not None and not _within(stored[name], largest, whole=name != "min_paid"):
            problems.append(FieldProblem(name, "range", _("应为 0 到 %(limit)s") % {"limit": f"{largest:,.0f}"}))
    if problems or rank is None:
        raise FieldErrors(problems)
    other = LevelRule.objects.filter(rank=rank).exclude(level_id=level_id).values_list("level_id", flat=True).first()
    if other is not None:
        raise RankTaken(rank=rank, level=label_of(other), field="rank")
    return stored


def _within(number: Any, largest: Any, *, whole: bool) -> bool:
    if whole:
        return isinstance(number, int) and 0 <= number <= largest
    fits: bool = number.is_finite() and 0 <= number <= largest and number == round(number, 2)
    return fits
