"""What must hold before a customer is saved: findings that block, warn and name their remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.findings import Blocked, Finding, Severity, blocking
from danshu.kit.words import listed
from danshu.parties import usage
from danshu.parties.duplicates import Match, find_duplicates
from danshu.parties.errors import IdentityLocked
from danshu.parties.fields import CUSTOMER_FIELDS
from danshu.parties.indexing import keys_of
from danshu.parties.models import Customer
from danshu.parties.permissions import ALLOW_DUPLICATE

WAYS_OF_CONTACT = ("phone", "mobile", "email")


def require_way_of_contact(customer: Customer, contacts: Iterable[Any]) -> None:
    """Refuse a customer who cannot be reached: phone, mobile or e-mail of the customer or of a contact (CUS-002)."""
    if not any(getattr(record, name) for record in (customer, *contacts) for name in WAYS_OF_CONTACT):
        text = _("至少填写一种联系方式：电话、手机或邮箱")
        raise FieldErrors([FieldProblem("mobile", "no_way_of_contact", text)])


def duplicate_findings(
    customer: Customer, contacts: Sequence[Any], *, tax_number: str = "", actor: Actor
) -> list[Finding]:
    """Possible duplicates of a customer whose derived fields are set (CUS-003)."""
    matches = find_duplicates(
        name_key=customer.name_key,
        region_key=customer.region_key,
        licence_number=customer.licence_number,
        contact_keys=keys_of([customer, *contacts]),
        tax_number=tax_number,
        actor=actor,
        besides=customer.pk or 0,
    )
    return [_finding(match) for match in matches]


def _finding(match: Match) -> Finding:
    facts = {"name": match.name, "number": match.number, "unit": match.unit_name or "—"}
    if match.same_licence:
        code, field, what = "parties.same_licence", "licence_number", _("证照号码相同")
    elif match.same_name:
        code, field, what = "parties.same_name", "name", _("同一地区名称相同")
    elif match.same_tax_number:
        code, field, what = "parties.same_tax_number", "invoice-tax_number", _("税号相同")
    else:
        code, field, what = "parties.same_contact_data", "mobile", _("电话或邮箱相同")
    if match.in_scope:
        text = _("%(what)s：%(number)s %(name)s（%(unit)s）") % {"what": what, **facts}
    else:
        text = _("%(what)s：%(name)s，属于%(unit)s，不在你的数据范围内") % {"what": what, **facts}
    return Finding(
        code=code,
        severity=Severity.BLOCK if match.blocks else Severity.WARN,
        text=text,
        detail=listed(match.same_keys) if match.in_scope and not match.blocks else "",
        field=field,
        fix_label=_("打开该客户") if match.in_scope else "",
        fix_url=reverse("parties:customer", args=[match.id]) if match.in_scope else "",
        override=ALLOW_DUPLICATE if match.blocks else "",
    )


def settle_duplicates(findings: Sequence[Finding], *, actor: Actor, reason: str) -> str:
    """The reason to store with a customer: "" when nothing blocks, the given one when the actor may override.

    Raises Blocked with all findings otherwise (CUS-003).
    """
    if not blocking(findings):
        return ""
    if reason.strip() and actor.can(ALLOW_DUPLICATE):
        return reason.strip()[:500]
    raise Blocked(sorted(findings, key=lambda finding: finding.severity != Severity.BLOCK))


def require_identity_free(customer: Customer, changes: Mapping[str, Any]) -> None:
    """Refuse a change of name, licence number or type once approved orders exist (CUS-005, CUS-031)."""
    touched = [
        field.label
        for field in CUSTOMER_FIELDS.values()
        if field.identity and field.attribute in changes
        and changes[field.attribute] != getattr(customer, field.attribute)
    ]  # fmt: skip
    if not touched:
        return
    places = usage.identity_fixed_by(customer.pk)
    if places:
        raise IdentityLocked(
            field="name",
            label=customer.name,
            places=usage.listed(places),
            fields=usage.listed([str(label) for label in touched]),
        )
