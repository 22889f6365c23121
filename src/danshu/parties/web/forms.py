"""The forms of this module (COM-008)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.custom_fields.web.part import CustomPart
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.words import clauses, listed
from danshu.parties.cleaning import clean
from danshu.parties.deeds import Deed
from danshu.parties.fields import ADDRESS_FIELDS, CONTACT_FIELDS, CUSTOMER_FIELDS, INVOICE_FIELDS
from danshu.parties.owners import owner_label, possible_owners
from danshu.parties.permissions import ALLOW_DUPLICATE, CHANGE_OWNER
from danshu.parties.reviewing import PREFIX, desk, field_labels
from danshu.parties.web.form_fields import form_fields, hints, initial_of, without_unread
from danshu.ui.fields import IntegerField, MoneyField, PickerField, RemarkField, TextField, style
from danshu.ui.forms import Form, Section

CONTACT_ROWS = 2
CONTACT_NAMES = ("name", "position", "mobile", "phone", "email")
ADDRESS_NAMES = ("region", "recipient", "phone", "province", "city", "district", "street")
WATCHED = ("name", "licence_number", "province", "mobile", "phone", "email", "contacts-0-mobile", "contacts-0-phone",
           "invoice-tax_number")  # fmt: skip
INVOICE = tuple(f"invoice-{name}" for name in INVOICE_FIELDS)

BASICS = Section(
    _("基本信息"),
    ["name:2", "short_name", "type", "licence_number", "legal_representative", "industry", "size", "parent", "website",
     "external_code", "tags"],
)  # fmt: skip
REACH = Section(
    _("联系方式"),
    ["mobile", "phone", "email", "fax", "payment_email", "invoice_email"],
    _("电话、手机、邮箱至少填一种"),
)
PLACE = Section(
    _("所在地"),
    ["country", "region:3", "province", "city", "district", "street:2", "postal_code", "registered_address:4"],
)
RELATIONSHIP = Section(
    _("客户关系"),
    ["source", "referrer", "owner", "category", "level", "intention", "status", "stage", "follow_up_days",
     "demand:4"],
)  # fmt: skip
COMMERCE = Section(
    _("商务"),
    ["price_level", "currency", "language", "member_number", "bank_name", "bank_account_name", "bank_account"],
)
INVOICING = Section(_("开票资料"), [f"{name}:2" if name.endswith(("title", "address")) else name for name in INVOICE])
OTHER = Section(
    _("其他"),
    ["consents_to_calls", "consents_to_messages", "consents_to_emails", "remark:4", "duplicate_reason:4",
     "review_reason:4"],
)  # fmt: skip


class PartyForm(Form):
    """A form over declared fields: what is wrong is told by the same checks that the operation makes."""

    def adopt(self, made: Mapping[str, forms.Field]) -> None:
        """Add fields that depend on the actor or the record, dressed like declared ones."""
        self.fields.update(made)
        style(list(made.values()))
        for field in made.values():
            field.error_messages["required"] = _("填写%(label)s") % {"label": field.label}
            if field.required:
                field.widget.attrs["aria-required"] = "true"
        if self.is_bound:
            self.data = self._normalised(self.data)

    def _refuse_wrong(self, table: Any, names: Mapping[str, str], *, current: Any = None, prefix: str = "") -> None:
        """Add the problems of the entries under form names; `names`: field of the table -> name in the form."""
        given = {name: self.cleaned_data[key] for name, key in names.items() if key in self.cleaned_data}
        for problem in clean(table, given, current=current, prefix=prefix).problems:
            if problem.field in self.fields and problem.field not in self.errors:
                self.add_error(problem.field, problem.text)


class CustomerForm(PartyForm):
    """A customer; a new one also with contacts and an address."""

    def __init__(self, *args: Any, actor: Actor, record: Any = None, invoice: Any = None, **kwargs: Any) -> None:
        self.actor, self.record, self.invoice = actor, record, invoice
        super().__init__(*args, **kwargs)
        made = form_fields(CUSTOMER_FIELDS, actor=actor, record=record)
        made |= form_fields(INVOICE_FIELDS, actor=actor, prefix="invoice-")
        self.custom = CustomPart(
            "parties.customer", actor, stored=record.custom if record else None,
            sees_contact_data=record is None or record.sees_contact_data,
        )  # fmt: skip
        made |= self.custom.fields
        made |= self._rows() if record is None else {}
        if record is None and actor.can(CHANGE_OWNER):
            made["owner"] = owner_field(actor)
            made["owner"].required = False
        if actor.can(ALLOW_DUPLICATE):
            text = _("只在确属另一家同名客户时填写，会记入修改记录")
            made["duplicate_reason"] = RemarkField(label=_("允许重复的理由"), help_text=text, rows=1)
        self.reviewed = desk().fields() if record is not None and record.is_vetted else frozenset()
        if self.reviewed:
            text = _("改动需要审核的内容时，审核人会看到")
            made["review_reason"] = RemarkField(label=_("给审核人的说明"), help_text=text, rows=1)
        self.adopt(made)
        self.initial = {**self.custom.initial, **self.initial}
        self._start()
        self._say_what_waits()

    def _rows(self) -> dict[str, forms.Field]:
        rows: dict[str, forms.Field] = {}
        self.people = [
            CustomPart("parties.contact", self.actor, prefix=f"contacts-{index}-", only_required=True)
            for index in range(CONTACT_ROWS)
        ]
        for index in range(CONTACT_ROWS):
            rows |= form_fields(CONTACT_FIELDS, actor=self.actor, names=CONTACT_NAMES, prefix=f"contacts-{index}-")
        for part in self.people:
            rows |= part.fields
        rows |= form_fields(ADDRESS_FIELDS, actor=self.actor, names=ADDRESS_NAMES, prefix="addresses-0-")
        for made in rows.values():
            made.required = False
        return rows

    def _start(self) -> None:
        for name in WATCHED:
            if name in self.fields:
                self.fields[name].widget.attrs |= {
                    "hx-post": reverse("parties:duplicates"), "hx-trigger": "change", "hx-target": "#duplicates",
                    "hx-swap": "innerHTML", "hx-sync": "this:replace", "hx-disabled-elt": "unset",
                }  # fmt: skip
        if self.record is None:
            return
        self.initial.update(initial_of(CUSTOMER_FIELDS, self.record))
        self._hide(CUSTOMER_FIELDS, self.record, "")
        if self.invoice is not None:
            self.initial.update({f"invoice-{k}": v for k, v in initial_of(INVOICE_FIELDS, self.invoice).items()})
            self._hide(INVOICE_FIELDS, self.invoice, "invoice-")

    def _say_what_waits(self) -> None:
        """Before anything is saved: what takes effect only after a review (CUS-006)."""
        is_waiting = self.record is not None and bool(self.record.awaits_review) and bool(self.reviewed)
        self.own_change = desk().own_change(self.record, actor=self.actor) if is_waiting else {}
        for name in self.reviewed:
            key = f"invoice-{name.removeprefix(PREFIX)}" if name.startswith(PREFIX) else name
            if key in self.fields:
                known = self.fields[key].help_text
                waits = (
                    _("你的改动「%(value)s」在等待审核") % {"value": self.own_change[name]}
                    if name in self.own_change
                    else ""
                )
                self.fields[key].help_text = clauses(filter(None, (known, waits or _("审核通过后生效"))))

    @property
    def review_note(self) -> str:
        """What a review makes of this entry, in one sentence; "" without one."""
        if self.record is None:
            return str(_("新客户要审核：通过前只能记录往来，不能下单")) if desk().asks(Deed.ENTRY) else ""
        if not self.reviewed:
            return ""
        text = _("%(fields)s要审核后才生效，其他内容保存后立即生效") % {"fields": listed(field_labels(self.reviewed))}
        if self.own_change:
            own = _("你已提交的改动（%(fields)s）在等待审核，再改会并入同一申请") % {
                "fields": listed(field_labels(self.own_change))
            }
            return clauses((text, own))
        if self.record.awaits_review:
            return clauses((text, _("已有一项申请在等待审核，只有申请人能再改这些内容")))
        return text

    def _hide(self, table: Any, record: Any, prefix: str) -> None:
        for name, shown in hints(table, record).items():
            text = _("已有 %(shown)s；留空不变") % {"shown": shown}
            self.fields[prefix + name].help_text = text

    @property
    def sections(self) -> Sequence[Section]:  # type: ignore[override]
        """Cards in the order of the work: who, how to reach, where, why, money."""
        rows = []
        if self.record is None:
            rows = [
                Section(
                    _("联系人 %(number)s") % {"number": index + 1},
                    [*(f"contacts-{index}-{n}" for n in CONTACT_NAMES), *self.people[index].fields],
                    _("主要联系人，选填") if index == 0 else _("选填"),
                )
                for index in range(CONTACT_ROWS)
            ]  # fmt: skip
            rows.append(Section(_("收货地址"), [f"addresses-0-{name}" for name in ADDRESS_NAMES], _("选填")))
        return [BASICS, REACH, PLACE, *rows, RELATIONSHIP, COMMERCE, INVOICING, *self.custom.sections, OTHER]

    def clean(self) -> dict[str, Any]:
        """Tell every wrong entry at once, also those of contacts, address and invoice data."""
        self._refuse_wrong(CUSTOMER_FIELDS, {name: name for name in CUSTOMER_FIELDS}, current=self.record)
        self._refuse_wrong(INVOICE_FIELDS, {n: f"invoice-{n}" for n in INVOICE_FIELDS}, prefix="invoice-")
        for index, entry in enumerate(self.contacts(every=True)):
            if any(entry.values()):
                names = {n: f"contacts-{index}-{n}" for n in CONTACT_NAMES}
                self._refuse_wrong(CONTACT_FIELDS, names, prefix=f"contacts-{index}-")
        if any(self.addresses(every=True)[0].values()):
            self._refuse_wrong(ADDRESS_FIELDS, {n: f"addresses-0-{n}" for n in ADDRESS_NAMES}, prefix="addresses-0-")
        return self.cleaned_data

    def customer_values(self) -> dict[str, Any]:
        """The entries of the customer itself."""
        values = {name: self.cleaned_data[name] for name in CUSTOMER_FIELDS if name in self.cleaned_data}
        return values if self.record is None else without_unread(CUSTOMER_FIELDS, self.record, values)

    def invoice_values(self) -> dict[str, Any]:
        """The entries of the invoice data."""
        values = {name: self.cleaned_data[f"invoice-{name}"] for name in INVOICE_FIELDS}
        return values if self.invoice is None else without_unread(INVOICE_FIELDS, self.invoice, values)

    def custom_values(self) -> dict[str, Any]:
        """The entries of custom fields."""
        return self.custom.given(self.cleaned_data)

    def contacts(self, *, every: bool = False) -> list[dict[str, Any]]:
        """The contacts entered, with their required custom fields; empty rows are left out unless `every`."""
        rows = self._entries("contacts", CONTACT_ROWS, CONTACT_NAMES, True)
        if every:
            return rows
        custom = [{"custom": part.given(self.cleaned_data)} for part in getattr(self, "people", ())]
        return [row | own for row, own in zip(rows, custom, strict=True) if any(row.values())]

    def addresses(self, *, every: bool = False) -> list[dict[str, Any]]:
        """The addresses entered; their country is the customer's."""
        found = self._entries("addresses", 1, ADDRESS_NAMES, every)
        return found if every else [entry | {"country": self.cleaned_data.get("country")} for entry in found]

    def _entries(self, name: str, count: int, names: Sequence[str], every: bool) -> list[dict[str, Any]]:
        rows = [{n: self.cleaned_data.get(f"{name}-{i}-{n}", "") for n in names} for i in range(count)]
        return rows if every else [row for row in rows if any(row.values())]


class PartForm(PartyForm):
    """A contact or an address of one customer."""

    def __init__(self, *args: Any, actor: Actor, table: Any, record: Any = None, **kwargs: Any) -> None:
        self.table, self.record = table, record
        super().__init__(*args, **kwargs)
        self.custom = self._custom(actor, record)
        self.adopt(form_fields(table, actor=actor, record=record) | (self.custom.fields if self.custom else {}))
        if self.custom:
            self.initial = {**self.custom.initial, **self.initial}
        if record is not None:
            self.initial.update(initial_of(table, record))
            for name, shown in hints(table, record).items():
                self.fields[name].help_text = _("已有 %(shown)s；留空不变") % {"shown": shown}
            flag = "is_primary" if "is_primary" in table else "is_default"
            if getattr(record, flag):
                self.fields[flag].disabled = True
                self.fields[flag].help_text = _("要改由别的记录承担时，在那一条上勾选")

    def clean(self) -> dict[str, Any]:
        """Tell every wrong entry at once."""
        self._refuse_wrong(self.table, {name: name for name in self.table}, current=self.record)
        return self.cleaned_data

    def _custom(self, actor: Actor, record: Any) -> CustomPart | None:
        """Contacts have custom fields, addresses have none."""
        if self.table is not CONTACT_FIELDS:
            return None
        sees = record is None or record.sees_contact_data
        return CustomPart("parties.contact", actor, stored=record.custom if record else None, sees_contact_data=sees)

    def custom_values(self) -> dict[str, Any]:
        """The entries of custom fields."""
        return self.custom.given(self.cleaned_data) if self.custom else {}

    def part_values(self) -> dict[str, Any]:
        """The entries to save."""
        values = {name: self.cleaned_data[name] for name in self.table if name in self.cleaned_data}
        return values if self.record is None else without_unread(self.table, self.record, values)


class CreditForm(Form):
    """Limit, terms and block of a customer's credit."""

    credit_limit = MoneyField(label=_("信用额度"), min_value=0)
    payment_terms_days = IntegerField(label=_("账期"), min_value=0, max_value=3650, suffix=_("天"))
    is_credit_blocked = forms.BooleanField(label=_("停止赊销"), required=False)
    reason = RemarkField(label=_("理由"), required=True, help_text=_("停止赊销时，业务员会看到这个理由"))


class OwnerForm(PartyForm):
    """Who takes over."""

    with_open_documents = forms.BooleanField(label=_("一并转移未审核的订单、草稿和计划"), required=False, initial=True)
    reason = TextField(label=_("理由"), max_length=500)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adopt({"owner": owner_field(actor)})
        self.order_fields(["owner", "reason", "with_open_documents"])


def owner_field(actor: Actor) -> PickerField:
    """A picker for people in the scope of the actor's right to change owners."""
    return PickerField(
        label=pgettext_lazy("客户", "负责人"),
        url=partial(reverse, "parties:owner_options"),
        label_of=owner_label,
        search=lambda text: [
            (person.pk, person.full_name) for person in possible_owners(text, actor=actor, at=now())[:20]
        ],
    )
