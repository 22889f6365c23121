"""Customers from spreadsheets (CUS-034, SYS-009): created, completed or updated, and taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.custom_fields.importing import import_fields, imported
from danshu.dictionaries.queries import id_of
from danshu.exchange.fields import Field
from danshu.exchange.importing import (
    Action,
    Answer,
    Group,
    ImportContext,
    Imported,
    ImportKind,
    Kept,
    MappingTemplate,
    Outcome,
    Policy,
    Problem,
    Question,
    Ref,
    Row,
    StagedData,
    register_kind,
    register_mapping,
)
from danshu.kit.clock import now
from danshu.kit.words import with_count
from danshu.parties.contact_import import ContactImport
from danshu.parties.dictionaries import SOURCE
from danshu.parties.import_fields import COLUMNS, CREDIT, CUSTOMER_COLUMNS
from danshu.parties.import_regions import place_in, region_of, region_problems
from danshu.parties.intake import Entry, Manner, Taken, Way, take_customers
from danshu.parties.intake.undoing import undo_customers
from danshu.parties.normalising import name_key, region_key
from danshu.parties.owners import Owner, possible_owners
from danshu.parties.permissions import CHANGE_OWNER, IMPORT_CUSTOMERS, SET_CREDIT
from danshu.parties.reviewing import declared_field
from danshu.parties.territories import country_code

ACTIONS = {
    "created": Action.CREATED, "updated": Action.UPDATED, "unchanged": Action.SKIPPED, "skipped": Action.SKIPPED,
    "refused": Action.REFUSED,
}  # fmt: skip
REACH = ("phone", "mobile", "email", "contact_mobile", "contact_phone", "contact_email")
OWN = tuple(f.name for f in CUSTOMER_COLUMNS if f.name not in ("number", "owner", "region", *CREDIT))
PLACE = ("country", "province", "city", "district", "street", "postal_code")


class CustomerImport(ImportKind):
    """A row is a customer; rows that repeat an external code are one customer with several contacts and addresses."""

    code, label, permission = "customers", pgettext_lazy("列表", "客户"), IMPORT_CUSTOMERS
    match_key = ("external_code",)
    policies = (Policy.SKIP, Policy.FILL, Policy.UPDATE)
    unit = gettext_lazy("个客户")

    @property
    def fields(self) -> Sequence[Field]:  # type: ignore[override]
        """The customer's own columns and its custom fields, which are data."""
        return [*COLUMNS, *import_fields("parties.customer")]

    def group_key(self, context: ImportContext) -> tuple[str, ...]:
        """Rows with one external code belong together."""
        return ("external_code",) if "external_code" in context.mapped else ()

    def questions(self, data: StagedData, context: ImportContext) -> Sequence[Question]:
        """Customers that cannot be reached, and namesakes with different codes."""
        unreachable, namesakes = _survey(data)
        asked = []
        if unreachable:
            asked.append(_about_reach(unreachable))
        if namesakes:
            asked.append(_about_namesakes(namesakes))
        return asked

    def prepare(self, context: ImportContext) -> None:
        """The source of imported customers and the people whom rows may name as owners."""
        context.state["source"] = id_of(SOURCE, "import")
        context.state["owners"] = _owners(context) if "owner" in context.mapped else {}

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        """The whole chunk by sets."""
        manner = Manner(
            way=Way(context.policy.value),
            namesakes=context.answer("namesakes") == "separate",
            unreachable=context.answer("unreachable") == "accept",
            reason=_("导入 %(file)s") % {"file": context.file_name or context.batch_id},
        )

        def taken(places: Sequence[int]) -> Iterator[tuple[int, Taken]]:
            entries = [_entry(groups[place], context) for place in places]
            yield from zip(
                places, take_customers(entries, manner=manner, actor=context.actor, at=context.at), strict=True
            )

        refused = {place: found for place, group in enumerate(groups) if (found := _contradictions(group, context))}
        outcomes = {
            place: _outcome(groups[place].first, one, context)
            for place, one in taken([place for place in range(len(groups)) if place not in refused])
        }
        # the dry run also tells what else is wrong with them; they come last, so that nobody meets them
        others = dict(taken(list(refused)) if context.dry else [])
        for place, found in refused.items():
            more = _refusals(groups[place].first, others[place]) if place in others else []
            outcomes[place] = Outcome(Action.REFUSED, [], [*found, *more])
        return [outcomes[place] for place in range(len(groups))]

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        """Created customers go to the recycle bin unless they were used or changed, updated ones get their values back."""
        return undo_customers(groups, actor=context.actor, at=context.at)

    def link(self, ref: Ref) -> str:
        """The customer's page."""
        return reverse("parties:customer", args=[ref.pk])


def _survey(data: StagedData) -> tuple[int, int]:
    """How many rows have no way of contact, how many names in a region stand for several codes."""
    unreachable = 0
    codes: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in data.rows():
        unreachable += not any(row[name] for name in REACH)
        if row["external_code"] and row["name"]:
            country = country_code(str(row["country"] or "")) or "CN"
            codes[name_key(row["name"]), region_key(country, row["province"] or "")].add(row["external_code"])
    return unreachable, sum(len(found) > 1 for found in codes.values())


def _about_reach(count: int) -> Question:
    return Question(
        "unreachable", _("没有电话、手机和邮箱的客户怎样处理？"), with_count("%(count)s 行没有任何联系方式") % {"count": count},
        (
            Answer("accept", _("照样导入，客户页面提示资料不完整"), recommended=True),
            Answer("refuse", _("把这些行列为错误"), with_count("%(count)s 行") % {"count": count}),
        ),
    )  # fmt: skip


def _about_namesakes(count: int) -> Question:
    return Question(
        "namesakes", _("同一地区同名但编码不同的客户，是不同的客户吗？"),
        with_count("%(count)s 个名称在同一地区对应不止一个编码") % {"count": count},
        (
            Answer("separate", _("是，分别建立客户，不合并"), recommended=True),
            Answer("refuse", _("不是，把后出现的行列为错误")),
        ),
    )  # fmt: skip


def _owners(context: ImportContext) -> Mapping[str, Owner]:
    """Name, user name and employee number -> person, as far as the importing person may name owners."""
    if not context.actor.can(CHANGE_OWNER):
        return {}
    found: dict[str, Owner] = {}
    ambiguous: set[str] = set()
    for person in possible_owners("", actor=context.actor, at=now()):
        for word in {person.full_name, person.user_name, person.employee_number} - {""}:
            ambiguous |= {word} & set(found)
            found[word] = Owner(person.pk, person.full_name, person.unit_id)
    return {word: owner for word, owner in found.items() if word not in ambiguous}


def _contradictions(group: Group, context: ImportContext) -> list[Problem]:
    """Rows of one code that name different customers, or an owner nobody knows."""
    found = []
    for row in group.rows:
        if name_key(row["name"]) != name_key(group.first["name"]):
            text = _("编码 %(code)s 在第 %(row)s 行是另一个名称：%(name)s")
            facts = {"code": row["external_code"], "row": group.first.number, "name": group.first["name"]}
            found.append(Problem(row.number, "name", "other_name", text % facts, _("同一编码，名称不同")))
        if row["owner"] and row["owner"] not in context.state["owners"]:
            text = _("没有可以指定的负责人：%(name)s") % {"name": row["owner"]}
            found.append(Problem(row.number, "owner", "unknown_owner", text, _("负责人不存在或同名")))
        found += region_problems(row, context)
    return found


def _entry(group: Group, context: ImportContext) -> Entry:
    first = group.first
    values = {name: first[name] for name in OWN if first[name] not in (None, "")}
    values |= region_of(first, context)
    values.setdefault("source", context.state["source"])
    return Entry(
        values=values,
        contacts=[found for row in group.rows if (found := _contact(row))],
        addresses=[found for row in group.rows if (found := _address(row, len(group.rows) > 1, context))],
        invoice={n: first[f"invoice_{n}"] or "" for n in ("title", "tax_number", "bank", "account")},
        number=first["number"] or "",
        owner=context.state["owners"].get(first["owner"]),
        credit={n: first[n] for n in CREDIT if first[n] is not None and context.actor.can(SET_CREDIT)},
        custom=imported("parties.customer", first.values),
    )


def _withheld(row: Row, context: ImportContext) -> list[str]:
    """The given terms of credit that the importing person may not set."""
    return [] if context.actor.can(SET_CREDIT) else [name for name in CREDIT if row[name] is not None]


def _not_set(row: Row, name: str) -> Problem:
    """Terms of credit that are left out are named, never dropped in silence (CUS-033)."""
    label = next(f.label for f in CUSTOMER_COLUMNS if f.name == name)
    text = _("%(label)s由财务设置，你没有权限，这一列不会写入") % {"label": label}
    return Problem(row.number, name, "not_allowed", text, text, warning=True)


def _contact(row: Row) -> dict[str, Any]:
    if not row["contact_name"]:
        return {}
    return {n: row[f"contact_{n}"] or "" for n in ("name", "position", "mobile", "phone", "email")}


def _address(row: Row, several: bool, context: ImportContext) -> dict[str, Any]:
    """A delivery address of its own, or the customer's place when there is one; several rows are several places."""
    if row["address_street"]:
        own = place_in(row, "address_region", context)
        place = {"street": row["address_street"], "phone": row["address_phone"] or ""}
        around = {name: row[name] or "" for name in PLACE if name != "street"}
        around |= {"region": own.code} if own is not None else region_of(row, context)
        return around | place | _recipient(row)
    if row["street"] or (several and row["city"]):
        place = {name: row[name] or "" for name in PLACE} | dict(region_of(row, context))
        return place | {"street": row["street"] or row["city"]} | _recipient(row)
    return {}


def _recipient(row: Row) -> dict[str, Any]:
    return {"recipient": row["address_recipient"] or row["contact_name"] or row["name"]}


def _outcome(row: Row, taken: Taken, context: ImportContext) -> Outcome:
    if taken.problems:
        return Outcome(Action.REFUSED, [], _refusals(row, taken))
    action = ACTIONS[taken.action]
    if action not in (Action.CREATED, Action.UPDATED):
        return Outcome(action)
    refs = [Ref("parties.customer", taken.pk, action, taken.label, taken.version, taken.before)]
    notes = [_not_set(row, name) for name in _withheld(row, context)]
    return Outcome(action, refs, notes + [_waits(row, name) for name in taken.waiting])


def _waits(row: Row, name: str) -> Problem:
    """What a reviewer decides first is named: the record keeps the old value until then (CUS-006)."""
    text = _("%(label)s要审核后才生效，已提交审核") % {"label": declared_field(name).label}
    return Problem(row.number, name, "awaits_review", text, text, warning=True)


def _refusals(row: Row, taken: Taken) -> list[Problem]:
    return [_problem(row, p.field, p.code, p.text) for p in taken.problems]


def _problem(row: Row, field: str, code: str, text: str) -> Problem:
    known = {f.name for f in COLUMNS} | {field for field in row.values if field.startswith("custom-")}
    return Problem(row.number, field if field in known else "", code, text, text)


register_kind(CustomerImport())
register_kind(ContactImport())
register_mapping(
    MappingTemplate(
        "northwind-customers",
        gettext_lazy("Northwind 客户表"),
        "customers",
        columns={
            "external_code": "CustomerID", "name": "CompanyName", "contact_name": "ContactName",
            "contact_position": "ContactTitle", "street": "Address", "city": "City", "province": "Region",
            "postal_code": "PostalCode", "country": "Country", "phone": "Phone", "fax": "Fax",
        },
        constants={"currency": "USD"},
    )
)  # fmt: skip
register_mapping(
    MappingTemplate(
        "superstore-customers",
        gettext_lazy("超市示例工作簿里的客户"),
        "customers",
        columns={
            "external_code": "客户 ID", "name": "客户名称", "type": "细分", "city": "城市", "province": "省/自治区",
            "country": "国家", "tags": "地区",
        },
        sheet="订单",
        answers={"unreachable": "accept", "namesakes": "separate"},
        policy=Policy.SKIP,
    )
)  # fmt: skip
register_mapping(
    MappingTemplate(
        "crm-accounts",
        gettext_lazy("CRM 客户表"),
        "customers",
        columns={
            "external_code": "account_id", "name": "account_name", "tags": "sector", "city": "office_location",
        },
        constants={"type": "enterprise"},
        answers={"unreachable": "accept", "namesakes": "separate"},
    )
)  # fmt: skip
register_mapping(
    MappingTemplate(
        "olist-customers",
        gettext_lazy("Olist 商城的客户"),
        "customers",
        columns={
            "external_code": "customer_unique_id", "name": "customer_id", "city": "customer_city",
            "province": "customer_state", "postal_code": "customer_zip_code_prefix",
        },
        constants={"currency": "BRL", "country": "Brazil", "type": "person"},
        answers={"unreachable": "accept", "namesakes": "separate"},
        policy=Policy.SKIP,
    )
)  # fmt: skip
register_mapping(
    MappingTemplate(
        "global-electronics-customers",
        gettext_lazy("Global Electronics 的客户"),
        "customers",
        columns={
            "external_code": "CustomerKey", "name": "Name", "city": "City", "province": "State",
            "postal_code": "Zip Code", "country": "Country", "tags": "Continent",
        },
        constants={"type": "person"},
        answers={"unreachable": "accept", "namesakes": "separate"},
        policy=Policy.SKIP,
    )
)  # fmt: skip
