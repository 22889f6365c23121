"""The customers of a set of orders: found, and made where the person chose so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from danshu.dictionaries.queries import id_of
from danshu.exchange.importing import Action, ImportContext, Ref, Row
from danshu.parties.dictionaries import SOURCE
from danshu.parties.intake import Entry, Manner, Match, Remembered, Way, match_customers, take_customers
from danshu.parties.normalising import name_key
from danshu.parties.territories import country_code
from danshu.sales.intake.types import CustomerKey, Plan

NO_COUNTRY = "CN"


def entries_of(wanted: Mapping[CustomerKey, Row]) -> list[Entry]:
    """The customers as their orders tell them; without a name the code stands for it."""
    source = id_of(SOURCE, "import") if wanted else 0
    return [_entry_of(row, key, source) for key, row in wanted.items()]


def _entry_of(row: Row, key: CustomerKey, source: int) -> Entry:
    values = {
        "name": key.name or key.code, "external_code": key.code, "province": row["province"], "city": row["city"],
        "currency": row["currency"], "type": row["customer_type"], "source": source, "country": country_code(row["country"] or "") or NO_COUNTRY,
    }  # fmt: skip
    return Entry(values={name: value for name, value in values.items() if value})


def prepare(context: ImportContext) -> None:
    """Remember over all chunks how customers are compared; who is stored is asked for each chunk."""
    context.state["remembered_customers"] = Remembered()


def find_customers(plans: Sequence[Plan], context: ImportContext) -> dict[CustomerKey, Row]:
    """Give each plan its stored customer; returns those that have to be made, each with its first row.

    A plan whose customer is unknown, or another one than its name says, is refused unless he may be made.
    """
    known: dict[CustomerKey, int] = context.state.setdefault("customers", {})
    wanted = {p.customer_key: p.first for p in reversed(plans) if p.customer_key and p.customer_key not in known}
    entries = entries_of(wanted)
    remembered: Remembered = context.state["remembered_customers"]
    found = match_customers(entries, actor=context.actor, at=context.at, remembered=remembered)
    matches = dict(zip(wanted, found, strict=True))
    may_create = context.answer("customers") == "create"
    missing: dict[CustomerKey, Row] = {}
    names: dict[str, CustomerKey] = {}
    for plan in plans:
        key = plan.customer_key
        if key is None:
            continue
        match = matches.get(key)
        if key in known:
            plan.customer_id = known[key]
        elif match is not None:
            _accept(plan, key, match, known)
        elif not may_create:
            _refuse_unknown(plan, key)
        elif names.setdefault(key.code or "\0".join(key), key) != key and _differs(names[key.code].name, key.name):
            _refuse_other_name(plan, key, names[key.code].name)
        elif not plan.problems:
            missing.setdefault(key, plan.first)
    return missing


def make_customers(missing: dict[CustomerKey, Row], plans: Sequence[Plan], context: ImportContext) -> None:
    """Make the missing customers through the intake of customers; each is noted with the first plan that needs it."""
    known: dict[CustomerKey, int] = context.state["customers"]
    manner = Manner(
        way=Way.SKIP, namesakes=True, unreachable=True,
        reason=_("导入 %(file)s") % {"file": context.file_name or context.batch_id},
    )  # fmt: skip
    entries = entries_of(missing)
    taken = take_customers(entries, manner=manner, actor=context.actor, at=context.at) if entries else []
    found = dict(zip(missing, taken, strict=True))
    for plan in plans:
        if plan.customer_id or plan.customer_key not in found or plan.problems:
            continue
        result = found[plan.customer_key]
        for problem in result.problems:
            name = {"external_code": "customer_code"}.get(problem.field, "customer_name")
            plan.refuse(plan.first.number, name, problem.code, problem.text)
        if result.problems:
            continue
        plan.customer_id = known[plan.customer_key] = result.pk
        if result.action == "created":
            label = " ".join(filter(None, (plan.customer_key.code, plan.customer_key.name)))
            plan.made.append(Ref("parties.customer", result.pk, Action.CREATED, label, result.version))
            result.action = "skipped"  # noted once


def _accept(plan: Plan, key: CustomerKey, match: Match, known: dict[CustomerKey, int]) -> None:
    if key.code and key.name and _differs(match.name, key.name):
        _refuse_other_name(plan, key, match.name)
        return
    plan.customer_id = known[key] = match.pk


def _differs(one: str, other: str) -> bool:
    return bool(one and other) and name_key(one) != name_key(other)


def _refuse_other_name(plan: Plan, key: CustomerKey, name: str) -> None:
    text = _("客户编码 %(code)s 是 %(name)s，这里写的是 %(given)s；改正其中一个，或不导入客户名称这一列")
    facts = {"code": key.code, "name": name, "given": key.name}
    plan.refuse(plan.first.number, "customer_name", "other_name", text % facts, _("同一编码，名称不同"))


def _refuse_unknown(plan: Plan, key: CustomerKey) -> None:
    facts = {"name": " ".join(filter(None, (key.code, key.name)))}
    text = _("没有客户 %(name)s；先导入客户，或在预检时选择新建") % facts
    name = "customer_code" if key.code else "customer_name"
    plan.refuse(plan.first.number, name, "unknown_customer", text, _("客户不存在"))
