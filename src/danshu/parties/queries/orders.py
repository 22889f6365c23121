"""What a document needs to know of its customer, in three statements whatever their number of addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.parties import masking, models
from danshu.parties.permissions import CHOOSE_CUSTOMERS

INVOICE_KEYS = ("title", "tax_number", "address", "phone", "bank", "account")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAddress:
    """One address to deliver to; `text` is the whole of it on one line, `shown` what the actor may read of it."""

    id: int
    is_default: bool
    recipient: str
    phone: str
    country: str
    province: str
    city: str
    district: str
    street: str
    text: str
    postal_code: str = ""
    shown: str = ""
    shown_phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCustomer:
    """A customer as documents copy him. phone, mobile, email and the addresses are complete: what pages show are the
    shown_… fields, shortened for people who may not see contact data (PRV-1). contact_… is the primary contact."""

    id: int
    number: str
    name: str
    type: str
    level_code: str
    price_level: str
    is_valid: bool
    owner_id: int | None
    unit_id: int | None
    unit_name: str
    contact_id: int | None
    contact_name: str
    phone: str
    mobile: str
    email: str
    payment_email: str
    invoice_email: str
    currency: str
    credit_limit: Decimal
    payment_terms_days: int
    is_credit_blocked: bool
    invoice: Mapping[str, str] = field(default_factory=dict)
    addresses: tuple[DeliveryAddress, ...] = ()
    level_name: str = ""
    owner_name: str = ""
    language: str = "zh-hans"
    credit_block_reason: str = ""
    sees_contact_data: bool = True
    shown_phone: str = ""
    shown_mobile: str = ""
    shown_email: str = ""


def order_customer(*, actor: Actor, customer_id: int) -> OrderCustomer:
    """The customer of a document, addresses with the default first.

    Raises NotFound for one that does not exist, lies in the recycle bin or outside the actor's scope. An invalidated
    one is returned with is_valid False: documents that have it keep it, new ones refuse it.
    """
    rows = models.Customer.objects.alive().visible_to(actor, CHOOSE_CUSTOMERS)
    customer = rows.select_related("level", "price_level", "unit", "owner", "invoice").filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(field="customer")
    contact = customer.contacts.filter(is_primary=True, deleted_at__isnull=True).first()
    addresses = customer.addresses.filter(is_valid=True, deleted_at__isnull=True).order_by("-is_default", "pk")
    full = masking.sees_contact_data(actor, owner_id=customer.owner_id, unit_id=customer.unit_id)
    phone = customer.phone or (contact.phone if contact else "")
    mobile = (contact.mobile if contact else "") or customer.mobile
    email = (contact.email if contact else "") or customer.email
    return OrderCustomer(
        id=customer.pk, number=customer.number, name=customer.name, type=customer.type,
        level_code=_code(customer.level), level_name=_name(customer.level), price_level=_code(customer.price_level),
        is_valid=customer.is_valid, owner_id=customer.owner_id, owner_name=_name(customer.owner),
        unit_id=customer.unit_id, unit_name=_name(customer.unit),
        contact_id=contact.pk if contact else None, contact_name=contact.name if contact else "",
        phone=phone, mobile=mobile, email=email,
        payment_email=customer.payment_email, invoice_email=customer.invoice_email,
        currency=customer.currency, language=customer.language, credit_limit=customer.credit_limit,
        payment_terms_days=customer.payment_terms_days, is_credit_blocked=customer.is_credit_blocked,
        credit_block_reason=customer.credit_block_reason, sees_contact_data=full,
        invoice=_invoice(customer), addresses=tuple(_address(row, full=full) for row in addresses),
        shown_phone=phone if full else masking.mask_number(phone),
        shown_mobile=mobile if full else masking.mask_number(mobile),
        shown_email=email if full else masking.mask_email(email),
    )  # fmt: skip


def _code(value: Any) -> str:
    """The stable code of a dictionary value; its key when administrators added it without one."""
    return "" if value is None else value.code or str(value.pk)


def _name(record: Any) -> str:
    return "" if record is None else str(record)


def _invoice(customer: Any) -> dict[str, str]:
    profile = getattr(customer, "invoice", None)
    known = {key: getattr(profile, key, "") for key in INVOICE_KEYS}
    return known | {"title": known["title"] or customer.name}


def _address(row: models.DeliveryAddress, *, full: bool) -> DeliveryAddress:
    return DeliveryAddress(
        id=row.pk, is_default=row.is_default, recipient=row.recipient, phone=row.phone, country=row.country,
        province=row.province, city=row.city, district=row.district, street=row.street, postal_code=row.postal_code,
        text=address_text(row, row.street),
        shown=address_text(row, row.street if full else masking.mask_rest(row.street)),
        shown_phone=row.phone if full else masking.mask_number(row.phone),
    )  # fmt: skip


def address_text(row: Any, street: str) -> str:
    """Province, city, district and street on one line; a repeated name (北京市北京市) stands once."""
    parts: list[str] = []
    for part in (row.province, row.city, row.district, street):
        if part and part not in parts:
            parts.append(part)
    chinese = any("\u4e00" <= char <= "\u9fff" for part in parts for char in part)
    return ("" if chinese else " ").join(parts)
