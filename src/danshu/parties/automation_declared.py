"""What automatic rules can do with customers: give them to somebody, set a field (SYS-029)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.automation.mailboxes import Mailbox, register_mailbox
from danshu.automation.people import PERSON, TEAM, check_who, chosen, who_settings, who_text
from danshu.automation.registry import Action, Call, Setting, Settings, Words, register_action
from danshu.identity.queries import full_name_of
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.parties.cleaning import clean
from danshu.parties.custom_declared import CUSTOMER
from danshu.parties.fields import CUSTOMER_FIELDS, Kind
from danshu.parties.models import Customer
from danshu.parties.operations.change_owner import change_owner
from danshu.parties.operations.edit_customer import edit_customer
from danshu.validation.evaluating import key_of
from danshu.validation.fields import field_of
from danshu.validation.wording import values_text

ASSIGN, SET = gettext_lazy("分配负责人"), gettext_lazy("修改字段")
WAYS = (PERSON, TEAM)
# kinds that one value can be laid down for; what names a person or another customer is not among them
SETTABLE = (Kind.CHOICE, Kind.VALUE, Kind.BOOLEAN, Kind.NOTE, Kind.INTEGER)
VALUE_LENGTH = 500


def _assign_check(given: Settings, host: str) -> dict[str, Any]:
    who, problems = check_who(given, *WAYS)
    if problems:
        raise FieldErrors(problems)
    return who


def _assign(call: Call, settings: Settings) -> Words:
    person = chosen(call, settings, action=ASSIGN)
    name = full_name_of(person)
    if call.looked.person_id == person:
        return lambda: _("负责人已经是 %(person)s") % {"person": name}
    change_owner(
        customer_id=call.pk, owner_id=person, reason=_("自动化：%(rule)s") % {"rule": call.rule.name}, actor=call.actor,
        at=call.at,
    )  # fmt: skip
    return lambda: _("负责人改为 %(person)s") % {"person": name}


register_action(
    Action(
        code="parties.assign_owner", label=ASSIGN, hosts={CUSTOMER}, settings=lambda host: who_settings(*WAYS),
        check=_assign_check, perform=_assign, words=lambda settings, host: _("负责人改为%(who)s") % {"who": who_text(settings)},
    )
)  # fmt: skip


def _settable() -> list[tuple[str, Any]]:
    return [(each.name, each.label) for each in CUSTOMER_FIELDS.values() if each.kind in SETTABLE]


def _set_settings(host: str) -> list[Setting]:
    return [
        Setting(name="field", label=gettext_lazy("要修改的字段"), kind="choice", options=_settable, starred=True),
        Setting(
            name="value", label=gettext_lazy("新的值"), help=gettext_lazy("选项填名称；是或否填“是”“否”；不填则清空"),
        ),
    ]  # fmt: skip


def _set_check(given: Settings, host: str) -> dict[str, Any]:
    name, text = (
        str(given.get("field") or ""),
        str(given.get("value") if given.get("value") is not None else "").strip(),
    )
    if name not in dict(_settable()):
        raise FieldErrors([FieldProblem("field", "unknown", _("从列表中选择字段"))])
    if len(text) > VALUE_LENGTH:
        facts = {"limit": VALUE_LENGTH, "length": len(text)}
        raise FieldErrors([FieldProblem("value", "too_long", _("最多 %(limit)s 个字，现在是 %(length)s 个") % facts)])
    stored = _meant(name, text)
    problems = clean(CUSTOMER_FIELDS, {name: _entered(name, stored)}, current=object()).problems
    if problems:
        raise FieldErrors([FieldProblem("value", problem.code, problem.text) for problem in problems])
    return {"field": name, "value": stored}


def _meant(name: str, text: str) -> str:
    """The stored value of what was typed by its name. Raises FieldErrors for no such option."""
    known = _options(name)
    if not text or known is None or text in known:
        return text
    found = next((key for key, label in known.items() if label.casefold() == text.casefold()), None)
    if found is None:
        raise FieldErrors([FieldProblem("value", "unknown", _("没有这个选项：%(value)s") % {"value": text[:50]})])
    return found


def _options(name: str) -> Mapping[str, str] | None:
    if CUSTOMER_FIELDS[name].kind is Kind.BOOLEAN:
        return {"1": _("是"), "0": _("否")}
    found = field_of(CUSTOMER, name)
    return {key: str(label) for key, label in found.options()} if found and found.options else None


def _entered(name: str, stored: str) -> Any:
    """The value as an entry of the customer gives it."""
    kind = CUSTOMER_FIELDS[name].kind
    if kind is Kind.BOOLEAN:
        return stored == "1"
    if kind in (Kind.VALUE, Kind.INTEGER):
        return int(stored) if re.fullmatch(r"-?[0-9]{1,9}", stored) else (stored or None)
    return stored


def _set(call: Call, settings: Settings) -> Words:
    name = settings["field"]
    edited = edit_customer(
        customer_id=call.pk, changes={name: _entered(name, settings["value"])}, actor=call.actor, at=call.at,
        reason=_("自动化：%(rule)s") % {"rule": call.rule.name},
    )  # fmt: skip
    if edited.held_back:
        return lambda: _("%(change)s，等待审核") % {"change": _set_words(settings, CUSTOMER)}
    return lambda: _set_words(settings, CUSTOMER)


def _set_words(settings: Settings, host: str) -> str:
    value = (
        values_text(CUSTOMER, settings["field"], [key_of(settings["value"])]) if settings["value"] else _("（清空）")
    )
    return _("%(field)s 改为 %(value)s") % {"field": CUSTOMER_FIELDS[settings["field"]].label, "value": value}


register_action(
    Action(
        code="parties.set_field", label=SET, hosts={CUSTOMER}, settings=_set_settings, check=_set_check, perform=_set,
        words=_set_words,
    )
)  # fmt: skip


def _mailbox_of(pk: int) -> Mailbox | None:
    row = Customer.objects.alive().filter(pk=pk).values_list("name", "email", "language").first()
    if row is None or not row[1]:
        return None
    return Mailbox(row[0], row[1], "en" if str(row[2]).startswith("en") else "zh-hans")


register_mailbox(CUSTOMER, gettext_lazy("客户本人"), _mailbox_of)
