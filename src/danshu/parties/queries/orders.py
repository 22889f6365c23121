"""What a document needs to know of its customer, in one statement whatever the number of addresses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from danshu.dictionaries.queries import label_in_language
from danshu.kit.actor import Actor
from danshu.kit.arrays import array
from danshu.kit.errors import NotFound
from danshu.kit.masking import mask_email, mask_number, mask_rest
from danshu.kit.querysets import IN_SCOPE, scope_parameters
from danshu.kit.questions import Question, Rows
from danshu.parties import masking
from danshu.parties.permissions import CHOOSE_CUSTOMERS

INVOICE_KEYS = ("title", "tax_number", "address", "phone", "bank", "account")
COLUMNS = ("id", "number", "name", "type", "is_valid", "is_vetted", "level_id", "price_level_id", "unit_id", "owner_id", "phone",
           "mobile", "email", "payment_email", "invoice_email", "currency", "language", "credit_limit",
           "payment_terms_days", "is_credit_blocked", "credit_block_reason")  # fmt: skip


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
    region: str = ""


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
    is_vetted: bool
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


# One row: the customer, the names of his dictionary values in both languages, and his parts as JSON.
CUSTOMERS = f"""
SELECT scoped.*, row_to_json(level.*) AS level, row_to_json(price_level.*) AS price_level,
    unit.name AS unit_name, owner.full_name AS owner_name, row_to_json(invoice.*) AS invoice,
    (SELECT row_to_json(p) FROM parties_contact p
        WHERE p.customer_id = scoped.id AND p.is_primary AND p.deleted_at IS NULL ORDER BY p.id LIMIT 1) AS contact,
    (SELECT json_agg(a ORDER BY a.is_default DESC, a.id) FROM parties_deliveryaddress a
        WHERE a.customer_id = scoped.id AND a.is_valid AND a.deleted_at IS NULL) AS addresses
FROM (SELECT {", ".join(COLUMNS)} FROM parties_customer WHERE id = ANY(%(customer_ids)s::bigint[]) AND deleted_at IS NULL) AS scoped
LEFT JOIN dictionaries_value level ON level.id = scoped.level_id
LEFT JOIN dictionaries_value price_level ON price_level.id = scoped.price_level_id
LEFT JOIN identity_unit unit ON unit.id = scoped.unit_id
LEFT JOIN identity_user owner ON owner.id = scoped.owner_id
LEFT JOIN parties_invoiceprofile invoice ON invoice.customer_id = scoped.id
WHERE {IN_SCOPE}
"""  # noqa: S608 - constants of the code
# One customer has a statement of his own: of an array the database never knows how long it will be, and would plan anew
# for each order, which takes longer than the answer.
ONE_CUSTOMER = CUSTOMERS.replace("id = ANY(%(customer_ids)s::bigint[])", "id = %(customer_id)s::bigint")


def order_customer(*, actor: Actor, customer_id: int) -> OrderCustomer:
    """The customer of a document, addresses with the default first. One statement.

    Raises NotFound for one that does not exist, lies in the recycle bin or outside the actor's scope. An invalidated
    one is returned with is_valid False, one whose entry was not approved with is_vetted False (CUS-006): documents that
    have it keep it, new ones refuse it.
    """
    return customer_question(actor=actor, customer_id=customer_id).answer()


def customer_question(*, actor: Actor, customer_id: int) -> Question[OrderCustomer]:
    """`order_customer` as a question; its answer raises NotFound."""

    def understand(rows: Rows) -> OrderCustomer:
        if not rows:
            raise NotFound(field="customer")
        return _seen_by(actor, SimpleNamespace(**rows[0]))

    scope = scope_parameters(actor.scope(CHOOSE_CUSTOMERS))
    return Question(ONE_CUSTOMER, {"customer_id": customer_id, **scope}, understand)


def order_customers(*, actor: Actor, customer_ids: Collection[int]) -> dict[int, OrderCustomer]:
    """The same for many documents: those that the actor may choose, by key; one statement whatever their number."""
    return customers_question(actor=actor, customer_ids=customer_ids).answer()


def customers_question(*, actor: Actor, customer_ids: Collection[int]) -> Question[dict[int, OrderCustomer]]:
    """`order_customers` as a question; it can be asked together with `customer_question`."""
    scope = scope_parameters(actor.scope(CHOOSE_CUSTOMERS))
    return Question(
        CUSTOMERS, {"customer_ids": array(customer_ids), **scope},
        lambda rows: {row["id"]: _seen_by(actor, SimpleNamespace(**row)) for row in rows},
    )  # fmt: skip


def _seen_by(actor: Actor, row: Any) -> OrderCustomer:
    level, price_level, contact = row.level or {}, row.price_level or {}, row.contact or {}
    full = masking.sees_contact_data(actor, owner_id=row.owner_id, unit_id=row.unit_id)
    phone = row.phone or contact.get("phone", "")
    mobile = contact.get("mobile") or row.mobile
    email = contact.get("email") or row.email
    return OrderCustomer(
        id=row.id, number=row.number, name=row.name, type=row.type,
        level_code=_code(level), level_name=_label(level), price_level=_code(price_level), is_valid=row.is_valid, is_vetted=row.is_vetted,
        owner_id=row.owner_id, owner_name=row.owner_name or "", unit_id=row.unit_id, unit_name=row.unit_name or "",
        contact_id=contact.get("id"), contact_name=contact.get("name", ""), phone=phone, mobile=mobile, email=email,
        payment_email=row.payment_email, invoice_email=row.invoice_email, currency=row.currency,
        language=row.language, credit_limit=row.credit_limit, payment_terms_days=row.payment_terms_days,
        is_credit_blocked=row.is_credit_blocked, credit_block_reason=row.credit_block_reason, sees_contact_data=full,
        invoice=_invoice(row.name, row.invoice or {}),
        addresses=tuple(_address(SimpleNamespace(**each), full=full) for each in row.addresses or ()),
        shown_phone=phone if full else mask_number(phone),
        shown_mobile=mobile if full else mask_number(mobile),
        shown_email=email if full else mask_email(email),
    )  # fmt: skip


def _code(value: Mapping[str, Any]) -> str:
    """The stable code of a dictionary value; its key when administrators added it without one."""
    return str(value["code"] or value["id"]) if value else ""


def _label(value: Mapping[str, Any]) -> str:
    return label_in_language(value["name"], value["name_en"]) if value else ""


def _invoice(name: str, profile: Mapping[str, Any]) -> dict[str, str]:
    known = {key: str(profile.get(key, "")) for key in INVOICE_KEYS}
    return known | {"title": known["title"] or name}


def _address(row: Any, *, full: bool) -> DeliveryAddress:
    return DeliveryAddress(
        id=row.id, is_default=row.is_default, recipient=row.recipient, phone=row.phone, country=row.country,
        province=row.province, city=row.city, district=row.district, street=row.street, postal_code=row.postal_code,
        text=address_text(row, row.street),
        shown=address_text(row, row.street if full else mask_rest(row.street)),
        shown_phone=row.phone if full else mask_number(row.phone), region=row.region_id or "",
    )  # fmt: skip


def address_text(row: Any, street: str) -> str:
    """Province, city, district and street on one line; a repeated name (北京市北京市) stands once."""
    parts: list[str] = []
    for part in (row.province, row.city, row.district, street):
        if part and part not in parts:
            parts.append(part)
    chinese = any("\u4e00" <= char <= "\u9fff" for part in parts for char in part)
    return ("" if chinese else " ").join(parts)
