"""What the API takes for customers, contacts and addresses.

Dictionary values are given as their key or their stable code ("internet").
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from danshu.custom_fields.rest_shapes import Custom
from danshu.kit.days import Birthday
from danshu.kit.rest import Input, PageQuery

KEY = 2**62
NO_NUL = r"^[^\x00]*$"
Key = Annotated[int, Field(ge=1, le=KEY)]
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=NO_NUL)]
ValueKey = Key | Code | None
Text = Annotated[str, Field(max_length=1000, pattern=NO_NUL)]


class ContactFields(Input):
    """What can be said about a contact; custom: values of custom fields by their codes (GET /custom-fields)."""

    custom: Custom | None = None
    position: Text | None = None
    department: Text | None = None
    gender: Text | None = Field(None, examples=["female"])
    birthday: Birthday | None = None
    mobile: Text | None = None
    phone: Text | None = None
    fax: Text | None = None
    email: Text | None = None
    messenger: Text | None = None
    address: Text | None = None
    relation: ValueKey = None
    decision_role: ValueKey = None
    is_primary: bool | None = None
    preferred_channel: Text | None = Field(None, examples=["mobile"])
    consents_to_calls: bool | None = None
    consents_to_messages: bool | None = None
    consents_to_emails: bool | None = None
    remark: Text | None = None


class ContactIn(ContactFields):
    """A new contact; the first one of a customer is primary."""

    name: Text


class ContactChange(ContactFields):
    """Changed fields of a contact; `version` is the one that was read."""

    name: Text | None = None
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class AddressFields(Input):
    """What can be said about a delivery address."""

    phone: Text | None = None
    country: Text | None = Field(None, examples=["CN"])
    region: Text | None = Field(
        None, examples=["440305"], description="Division (GET /divisions); writes the names below"
    )
    province: Text | None = None
    city: Text | None = None
    district: Text | None = None
    postal_code: Text | None = None
    is_default: bool | None = None
    remark: Text | None = None


class AddressIn(AddressFields):
    """A new delivery address; the first one of a customer is the default."""

    recipient: Text
    street: Text


class AddressChange(AddressFields):
    """Changed fields of an address; `version` is the one that was read."""

    recipient: Text | None = None
    street: Text | None = None
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class InvoiceIn(Input):
    """How invoices are made out."""

    title: Text | None = None
    tax_number: Text | None = None
    address: Text | None = None
    phone: Text | None = None
    bank: Text | None = None
    account: Text | None = None


class CustomerFields(Input):
    """What can be said about a customer besides name and source; custom: see contacts."""

    custom: Custom | None = None
    short_name: Text | None = None
    type: Text | None = Field(None, examples=["enterprise"])
    licence_number: Text | None = None
    legal_representative: Text | None = None
    industry: ValueKey = None
    size: ValueKey = None
    website: Text | None = None
    parent: Key | None = None
    external_code: Text | None = None
    country: Text | None = Field(None, examples=["CN"])
    region: Text | None = Field(
        None, examples=["440305"], description="Division (GET /divisions); writes the names below"
    )
    province: Text | None = None
    city: Text | None = None
    district: Text | None = None
    street: Text | None = None
    postal_code: Text | None = None
    registered_address: Text | None = None
    phone: Text | None = None
    mobile: Text | None = Field(None, examples=["13800000001"])
    fax: Text | None = None
    email: Text | None = None
    payment_email: Text | None = None
    invoice_email: Text | None = None
    referrer: Key | None = None
    category: ValueKey = None
    level: ValueKey = None
    intention: ValueKey = None
    status: ValueKey = None
    stage: ValueKey = None
    demand: Text | None = None
    tags: list[Text] | None = Field(None, max_length=50)
    follow_up_days: int | None = Field(None, ge=0, le=2**31 - 1)
    language: Text | None = Field(None, examples=["zh-hans"])
    currency: Text | None = Field(None, examples=["CNY"])
    member_number: Text | None = None
    price_level: ValueKey = None
    bank_name: Text | None = None
    bank_account_name: Text | None = None
    bank_account: Text | None = None
    consents_to_calls: bool | None = None
    consents_to_messages: bool | None = None
    consents_to_emails: bool | None = None
    remark: Text | None = None


class CustomerIn(CustomerFields):
    """A new customer: name, source and at least one way of contact, of the customer or of a contact.

    duplicate_reason: why a second customer of the same name or licence number is allowed; counts only with the right.
    """

    name: Text = Field(examples=["示例青禾超市"])
    source: Key | Code = Field(examples=["internet"])
    contacts: list[ContactIn] = Field(default_factory=list, max_length=50)
    addresses: list[AddressIn] = Field(default_factory=list, max_length=50)
    invoice: InvoiceIn | None = None
    owner_id: Key | None = None
    duplicate_reason: str = Field("", max_length=500, pattern=NO_NUL)


class CustomerChange(CustomerFields):
    """Changed fields of a customer; `version` is the one that was read, a later one means a conflict (409)."""

    name: Text | None = None
    source: ValueKey = None
    invoice: InvoiceIn | None = None
    version: int | None = Field(None, ge=1, le=2**31 - 1)
    duplicate_reason: str = Field("", max_length=500, pattern=NO_NUL)


class ReasonIn(Input):
    """Why something far-reaching is done."""

    reason: str = Field(min_length=1, max_length=500, pattern=NO_NUL)


class RestoreIn(Input):
    """duplicate_reason: why the customer may exist beside a namesake that was created meanwhile."""

    duplicate_reason: str = Field("", max_length=500, pattern=NO_NUL)


class OwnerIn(ReasonIn):
    """Who takes over; with_open_documents moves drafts, plans and tasks along."""

    owner_id: Key
    with_open_documents: bool = True


class OwnersIn(OwnerIn):
    """The same for at most 500 customers."""

    customer_ids: list[Key] = Field(min_length=1, max_length=500)


class ClassifyIn(ReasonIn):
    """Another category, level, or both, for at most 500 customers."""

    customer_ids: list[Key] = Field(min_length=1, max_length=500)
    category_id: Key | None = None
    level_id: Key | None = None


class BatchIn(ReasonIn):
    """At most 500 customers."""

    customer_ids: list[Key] = Field(min_length=1, max_length=500)


class CreditIn(ReasonIn):
    """Limit in the customer's currency, payment terms in days, block."""

    credit_limit: Decimal = Field(ge=0, le=Decimal("999999999999.99"), decimal_places=2)
    payment_terms_days: int = Field(ge=0, le=3650)
    is_credit_blocked: bool = False
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class CustomerQuery(PageQuery):
    """Filters of the list; several combine with AND."""

    q: str = Field("", max_length=100, pattern=NO_NUL, description="Name, number, pinyin, contact, complete number")
    external_code: str = Field("", max_length=60, pattern=NO_NUL)
    owner_id: Key | None = None
    unit_id: Key | None = None
    source: Key | None = None
    category: Key | None = None
    level: Key | None = None
    status: Key | None = None
    tag: str = Field("", max_length=20, pattern=NO_NUL)
    is_valid: bool | None = None
    updated_since: datetime | None = None


class ContactQuery(PageQuery):
    """Filters of the list of contacts."""

    q: str = Field("", max_length=100, pattern=NO_NUL)
    customer_id: Key | None = None
    is_valid: bool | None = None


def given(payload: Any, *besides: str) -> dict[str, Any]:
    """The fields that were sent; null empties a field."""
    return {k: v for k, v in payload.model_dump(exclude_unset=True).items() if k not in besides}
