"""Customers in the recycle bin: with contacts, addresses and invoice data, and back (CUS-005)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.findings import blocking
from danshu.kit.refs import SourceRef
from danshu.parties.events import CustomerRestored
from danshu.parties.models import Contact, Customer
from danshu.parties.permissions import DELETE_CUSTOMERS, VIEW_DELETED
from danshu.parties.rules import duplicate_findings, settle_duplicates
from danshu.recycling import graph
from danshu.recycling.records import Entry
from danshu.recycling.registry import Clash, Recyclable, Table, anchor, loose, part, recyclable

KIND, CUSTOMER, CONTACT = "parties.customer", "parties.Customer", "parties.Contact"
REASON = "duplicate_reason"


def _kept(entry: Entry) -> tuple[Customer, list[Contact]]:
    """The binned customer and its living contacts as records that are not stored."""
    rows = entry.payload
    living = [row for row in rows.get(CONTACT, ()) if row["is_valid"] and row["deleted_at"] is None]
    return Customer(**rows[CUSTOMER][0]), [Contact(**row) for row in living]


def clashes(entry: Entry) -> Sequence[Clash]:
    """A valid customer of the same name or licence number that was entered meanwhile."""
    customer, contacts = _kept(entry)
    found = duplicate_findings(customer, contacts, actor=Actor.system()) if customer.is_valid else []
    stopping = [finding.text for finding in blocking(found)]
    label = gettext_lazy("期间建了同名客户时，写明允许重复的理由")
    return [Clash(REASON, label, "", stopping[0], needs_reason=True)] if stopping else []


def bring_back(entry: Entry, *, settled: Mapping[str, str], actor: Actor, at: datetime) -> Sequence[str]:
    """Put the rows back; beside a namesake only with the right to allow duplicates, and a reason."""
    customer, contacts = _kept(entry)
    changes: dict[str, Any] = {}
    if customer.is_valid:
        findings = duplicate_findings(customer, contacts, actor=actor)
        reason = settle_duplicates(findings, actor=actor, reason=settled.get(REASON, ""))
        if reason or customer.duplicate_reason:
            changes[REASON] = reason
    emptied = graph.put_back(KIND, entry.pk, label=entry.label, changes=changes)
    current_context().effect("back", _("客户连同联系人、收货地址和开票资料一起恢复"), "ok")
    publish(CustomerRestored(aggregate=SourceRef(KIND, entry.root_id), version=customer.version))
    return [_("%(field)s 已不存在，恢复后为空") % {"field": column} for _model, column in emptied]


def effects(facts: Mapping[str, Any]) -> Sequence[tuple[str, str, str]]:
    """What went along, in the active language."""
    counts = {"contacts": facts.get("contacts", 0), "addresses": facts.get("addresses", 0)}
    return [
        ("customer_bin", _("客户 %(label)s 进入回收站") % {"label": facts.get("label", "")}, "warn"),
        ("customer_parts", _("连同 %(contacts)s 位联系人、%(addresses)s 个收货地址") % counts, "neutral"),
    ]


def tables(payload: Mapping[str, Any]) -> Sequence[Table]:
    """Contacts by name and position; how to reach them is not shown here (PRV-1)."""
    rows = [(row["name"], row["position"]) for row in payload.get(CONTACT, ()) if row["deleted_at"] is None]
    return [Table(_("联系人"), (_("姓名"), _("职位")), rows)]


recyclable(
    Recyclable(
        kind=KIND, model=CUSTOMER, name=gettext_lazy("客户"), view=VIEW_DELETED, restore=DELETE_CUSTOMERS,
        bring_back=bring_back, clashes=clashes, effects=effects, tables=tables, icon="users",
        url=lambda number, pk: reverse("parties:customer", args=[pk]),
    )
)  # fmt: skip
part(KIND, CONTACT, via="customer")
part(KIND, "parties.ContactLink", via="customer")
part(KIND, "parties.ContactLink", via="contact", parent=CONTACT)
part(KIND, "parties.DeliveryAddress", via="customer")
part(KIND, "parties.InvoiceProfile", via="customer")
# what was taken into it leads to it, and what was taken out of it may come back
anchor(KIND, CUSTOMER, via="merged_into", what=gettext_lazy("并入的客户"))
anchor(KIND, "parties.Merge", via="survivor", what=gettext_lazy("客户合并"))
anchor(KIND, "parties.Merge", via="loser", what=gettext_lazy("客户合并"))
part(KIND, "parties.Share", via="customer")
part(KIND, "parties.Suspicion", via="first")
part(KIND, "parties.Suspicion", via="second")
# subsidiaries and those whom it recommended stay, and belong to it again when it comes back
loose(KIND, CUSTOMER, via="parent")
loose(KIND, CUSTOMER, via="referrer")
