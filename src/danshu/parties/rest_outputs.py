"""What the API gives for customers, contacts and addresses.

Dictionary values come back with key, code and name. Contact data comes back as the caller may read it: in full for the
owner and holders of the right, else shortened.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Schema


class ValueOut(Schema):
    """A value of a dictionary."""

    id: int
    code: str
    name: str


class RefOut(Schema):
    """Another customer."""

    id: int
    name: str


class ContactOut(Schema):
    """A contact; contact data as the caller may read it."""

    id: int
    customer: RefOut
    custom: dict[str, Any]
    name: str
    position: str
    department: str
    gender: str
    birthday: date | None
    mobile: str
    phone: str
    fax: str
    email: str
    messenger: str
    address: str
    relation: ValueOut | None
    decision_role: ValueOut | None
    is_primary: bool
    preferred_channel: str
    consents_to_calls: bool
    consents_to_messages: bool
    consents_to_emails: bool
    remark: str
    is_valid: bool
    version: int
    created_at: datetime
    updated_at: datetime


class AddressOut(Schema):
    """A delivery address; phone and street as the caller may read them."""

    id: int
    customer_id: int
    recipient: str
    phone: str
    country: str
    region: str
    province: str
    city: str
    district: str
    street: str
    postal_code: str
    is_default: bool
    remark: str
    version: int


class CreditOut(Schema):
    """Credit of a customer."""

    credit_limit: Decimal
    payment_terms_days: int
    is_credit_blocked: bool
    credit_block_reason: str


class CustomerOut(Schema):
    """A customer. credit is null without the right to see it; sees_contact_data says whether it is complete here.

    is_vetted: false until the review of a new customer approved it; awaits_review: entry, change, deletion or "".
    """

    id: int
    number: str
    custom: dict[str, Any]
    name: str
    short_name: str
    type: str
    licence_number: str
    legal_representative: str
    industry: ValueOut | None
    size: ValueOut | None
    website: str
    parent: RefOut | None
    external_code: str
    country: str
    region: str
    province: str
    city: str
    district: str
    street: str
    postal_code: str
    registered_address: str
    phone: str
    mobile: str
    fax: str
    email: str
    payment_email: str
    invoice_email: str
    source: ValueOut | None
    referrer: RefOut | None
    category: ValueOut | None
    level: ValueOut | None
    intention: ValueOut | None
    status: ValueOut | None
    stage: ValueOut | None
    demand: str
    tags: list[str]
    follow_up_days: int | None
    last_contact_at: datetime | None
    next_contact_at: datetime | None
    contact_due_at: datetime | None
    language: str
    currency: str
    member_number: str
    price_level: ValueOut | None
    bank_name: str
    bank_account_name: str
    bank_account: str
    consents_to_calls: bool
    consents_to_messages: bool
    consents_to_emails: bool
    remark: str
    owner_id: int | None
    owner_name: str
    unit_id: int | None
    unit_name: str
    credit: CreditOut | None
    is_valid: bool
    is_vetted: bool
    awaits_review: str
    merged_into_id: int | None
    sees_contact_data: bool
    version: int
    created_at: datetime
    updated_at: datetime


class FindingOut(Schema):
    """Something to look at that did not stop the step, for example an equal telephone number."""

    code: str
    text: str
    field: str


class CreatedOut(Schema):
    """A new customer and what is worth a look."""

    customer: CustomerOut
    warnings: list[FindingOut]


class ResultOut(Schema):
    """The result of one customer in a batch."""

    id: int
    label: str
    done: bool
    code: str
    reason: str
