"""Contacts from spreadsheets (CUS-020, SYS-009): added to customers that exist, completed or updated, and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from danshu.custom_fields.importing import import_fields, imported
from danshu.exchange.fields import Choice, Field, FieldType
from danshu.exchange.importing import (
    Action,
    Group,
    ImportContext,
    Imported,
    ImportKind,
    Kept,
    Outcome,
    Policy,
    Problem,
    Ref,
)
from danshu.kit.errors import DomainError
from danshu.parties import dictionaries as lists
from danshu.parties.fields import CONTACT_FIELDS, Channel, Gender
from danshu.parties.import_fields import values_of
from danshu.parties.models import Contact, Customer
from danshu.parties.normalising import name_key
from danshu.parties.operations.add_contact import add_contact
from danshu.parties.operations.delete_contact import delete_contact
from danshu.parties.operations.edit_contact import edit_contact
from danshu.parties.permissions import EDIT_CONTACTS, IMPORT_CONTACTS

NOTHING = (None, "")
C = CONTACT_FIELDS


def _text(name: str, *synonyms: str, example: str = "") -> Field:
    return Field(name, C[name].label, max_length=C[name].max_length, synonyms=synonyms, example=example)


COLUMNS = (
    Field(
        "customer", pgettext_lazy("列表", "客户"), required=True, max_length=60, example="KH-0001",
        synonyms=("客户编号", "客户编码", "客户名称", "公司名称", "单位名称", "CustomerID", "customer", "company", "account"),
        hint=gettext_lazy("客户的编号、外部编码或完整名称"),
    ),
    Field(
        "name", C["name"].label, required=True, max_length=50, example="示例李四",
        synonyms=("联系人", "联系人姓名", "名字", "ContactName", "contact", "name", "full name"),
    ),
    _text("position", "联系人职务", "职位", "岗位", "ContactTitle", "title", "job title", "position"),
    _text("department", "所在部门", "department"),
    Field("gender", C["gender"].label, FieldType.CHOICE, synonyms=("gender", "sex"), choices=(
        Choice(Gender.FEMALE, Gender.FEMALE.label, ("女士", "小姐", "f")),
        Choice(Gender.MALE, Gender.MALE.label, ("男士", "先生", "m")),
    )),
    Field("birthday", C["birthday"].label, FieldType.DATE, synonyms=("出生日期", "birthday", "date of birth")),
    _text("mobile", "手机号", "手机号码", "移动电话", "联系人手机", "mobile", "cell", example="13800000000"),
    _text("phone", "电话", "座机", "联系电话", "phone", "telephone", "tel"),
    _text("fax", "传真号", "fax"),
    _text("email", "电子邮箱", "邮件", "e-mail", "mail", "email"),
    _text("messenger", "微信", "QQ", "微信号", "messenger"),
    _text("address", "联系地址", "通讯地址", "address"),
    Field("relation", C["relation"].label, FieldType.CHOICE, choices=values_of(lists.RELATION), synonyms=("关系", "relation")),
    Field(
        "decision_role", C["decision_role"].label, FieldType.CHOICE, choices=values_of(lists.DECISION_ROLE),
        synonyms=("角色", "decision role", "role"),
    ),
    Field("preferred_channel", C["preferred_channel"].label, FieldType.CHOICE, synonyms=("preferred channel",), choices=[
        Choice(channel, channel.label) for channel in Channel
    ]),
    Field("is_primary", C["is_primary"].label, FieldType.BOOLEAN, synonyms=("首要联系人", "是否主要", "primary")),
    Field("remark", C["remark"].label, FieldType.NOTE, max_length=500, synonyms=("说明", "备注信息", "remark", "notes")),
)  # fmt: skip
OWN = tuple(field.name for field in COLUMNS if field.name != "customer")


class ContactImport(ImportKind):
    """A row is a contact of an existing customer; the same name at the same customer is the same contact."""

    code, label, permission = "contacts", pgettext_lazy("列表", "联系人"), IMPORT_CONTACTS
    match_key = ("customer", "name")
    policies = (Policy.SKIP, Policy.FILL, Policy.UPDATE)
    chunk_groups = 200
    unit = gettext_lazy("个联系人")

    @property
    def fields(self) -> Sequence[Field]:  # type: ignore[override]
        """The contact's own columns and its custom fields, which are data."""
        return [*COLUMNS, *import_fields("parties.contact")]

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        """One by one, by the ordinary operations."""
        context.actor.require(EDIT_CONTACTS)
        found = _customers([str(group.first["customer"]) for group in groups], context)
        return [self._one(group, found, context) for group in groups]

    def _one(self, group: Group, found: Mapping[str, list[Customer]], context: ImportContext) -> Outcome:
        row = group.first
        customers = found[str(row["customer"])]
        if len(customers) != 1:
            return Outcome(Action.REFUSED, [], [_refused(row.number, str(row["customer"]), customers)])
        customer = customers[0]
        values = {name: row[name] for name in OWN if row[name] not in NOTHING}
        custom = imported("parties.contact", row.values)
        stored = Contact.objects.filter(customer_id=customer.pk, deleted_at=None, name=row["name"]).first()
        if stored is None:
            made = add_contact.within(
                customer_id=customer.pk, values=values, custom=custom, actor=context.actor, at=context.at
            )
            return Outcome(Action.CREATED, [Ref("parties.contact", made.pk, Action.CREATED, made.name, made.version)])
        return _changed(stored, values, custom, context)

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        """Created contacts are deleted unless they were changed or used, updated ones get their values back."""
        return [[kept for ref in group.refs if (kept := _undo(ref, context))] for group in groups]

    def link(self, ref: Ref) -> str:
        """The contact's page."""
        return reverse("parties:contact", args=[ref.pk])


def _customers(given: Sequence[str], context: ImportContext) -> dict[str, list[Customer]]:
    """What each text means, in one query: a number, an external code, or a name that may stand for several."""
    keys = {text: name_key(text) for text in given}
    wanted = Q(number__in=given) | Q(external_code__in=given) | Q(name_key__in=keys.values(), is_valid=True)
    rows = list(Customer.objects.alive().visible_to(context.actor, EDIT_CONTACTS).filter(wanted).order_by("pk"))
    numbers = {row.number: row for row in rows}
    codes = {row.external_code: row for row in rows if row.external_code}
    return {
        text: [exact] if (exact := numbers.get(text) or codes.get(text)) else [r for r in rows if r.name_key == key]
        for text, key in keys.items()
    }


def _refused(number: int, given: str, customers: Sequence[Customer]) -> Problem:
    numbers = [row.number for row in customers[:5]]
    facts = {"given": given, "numbers": _("、").join(numbers)}
    if customers:
        text = _("有几个客户叫%(given)s，改填客户编号：%(numbers)s") % facts
    else:
        text = _("没有这个客户：%(given)s；填写客户的编号或完整名称，或先导入客户") % facts
    reason = _("客户不存在或同名")
    return Problem(number, "customer", "unknown_customer", text, reason, suggestions=tuple(numbers))


def _changed(stored: Contact, values: Mapping[str, Any], custom: Mapping[str, Any], context: ImportContext) -> Outcome:
    """The stored contact completed or updated, as the policy says."""
    if context.policy == Policy.SKIP:
        return Outcome(Action.SKIPPED)
    before = {name: getattr(stored, C[name].attribute) for name in values if name != "name"}
    wanted = {
        name: values[name] for name in before if context.policy == Policy.UPDATE or before[name] in (*NOTHING, False)
    }
    own = {c: new for c, new in custom.items() if context.policy == Policy.UPDATE or c not in stored.custom}
    edited = edit_contact.within(contact_id=stored.pk, changes=wanted, custom=own, actor=context.actor, at=context.at)
    if edited.version == stored.version:
        return Outcome(Action.SKIPPED)
    kept = {name: _plain(before[name]) for name in wanted if name != "is_primary"}
    if own:
        kept["custom"] = {code: stored.custom.get(code) for code in own}
    return Outcome(
        Action.UPDATED, [Ref("parties.contact", edited.pk, Action.UPDATED, edited.name, edited.version, kept)]
    )


def _undo(ref: Ref, context: ImportContext) -> Kept | None:
    stored = Contact.objects.filter(pk=ref.pk, deleted_at=None).first()
    if stored is None:
        return Kept(ref, _("已经不存在"))
    if stored.version != ref.version:
        facts = {"user": stored.updated_by_name, "time": f"{stored.updated_at:%m-%d %H:%M}"}
        return Kept(ref, _("%(user)s 在 %(time)s 修改过") % facts)
    try:
        if ref.action == Action.CREATED:
            delete_contact.within(
                contact_id=ref.pk, reason=pgettext("原因", "撤销导入"), actor=context.actor, at=context.at
            )
        else:
            before = dict(ref.before or {})
            custom = before.pop("custom", None)
            edit_contact.within(contact_id=ref.pk, changes=before, custom=custom, actor=context.actor, at=context.at)
    except DomainError as refusal:
        return Kept(ref, refusal.text)
    return None


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
