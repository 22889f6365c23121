"""Customers: everything known about them in one place (CUS-001)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from danshu.custom_fields.storing import custom_index, custom_values
from danshu.kit.models import Versioned
from danshu.parties.fields import CustomerType, Language
from danshu.parties.models.querysets import CustomerQuerySet
from danshu.parties.models.triggers import contact_due

ACTIVE = Q(is_valid=True, deleted_at__isnull=True)
ALIVE = Q(deleted_at__isnull=True)


def text(length: int = 50) -> models.CharField[str, str]:
    """A text that is never null."""
    return models.CharField(max_length=length, blank=True, default="")


def value() -> Any:
    """A value of a dictionary. Not indexed by itself: the list's filters have their own indexes."""
    return models.ForeignKey("dictionaries.Value", models.PROTECT, null=True, related_name="+", db_index=False)


def division() -> Any:
    """The administrative division of an address; an address in words alone has none. Found by the prefix of its code."""
    return models.ForeignKey("regions.Division", models.PROTECT, null=True, related_name="+", db_index=False)


# filters of the list with few different answers
LISTED_BY = (
    "owner", "unit", "type", "category", "source", "industry", "size", "intention", "stage", "status", "level", "price_level", "country",
    "currency", "language",
)  # fmt: skip
CONSENTS = ("consents_to_calls", "consents_to_messages", "consents_to_emails")


def listed_by(*fields: str, name: str, where: Q = ALIVE) -> models.Index:
    """An index for a filter of the list, or for its order. It also holds what a data scope asks for: among a million
    customers the tabs and matches are counted from indexes alone."""
    return models.Index(fields=list(fields), include=["is_valid", "unit", "owner"], condition=where, name=name)


class Customer(Versioned):
    """A customer. The fields behind `search_tokens` are derived (danshu.parties.indexing).

    last_contact_at and next_contact_at: what records and plans of dealings say (danshu.parties.dealings is the writer).
    contact_due_at: when the follow-up frequency asks for the next contact; a trigger keeps it, whoever writes (CUS-019).

    owned_at: since when the owner is responsible, or since when nobody is; null: since the entry (CUS-016).
    duplicate_reason: why a second customer of the same name or licence was allowed (CUS-003).
    merged_into: the customer that took over everything of this one, which is then invalid (CUS-003).
    is_vetted: no review of the entry is open or was refused; the others are for communications only (CUS-006).
    awaits_review: what waits for a review, as danshu.parties.reviewing.Deed; "" for nothing.
    """

    number = models.CharField(max_length=30, unique=True)
    name = text(50)
    short_name = text(30)
    type = models.CharField(max_length=20, choices=CustomerType.choices, default=CustomerType.ENTERPRISE)
    licence_number = text(30)
    legal_representative = text()
    industry = value()
    size = value()
    website = text(200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    external_code = text(60)

    country = models.CharField(max_length=2, default="CN")
    region = division()
    province = text()
    city = text()
    district = text()
    street = text(200)
    postal_code = text(12)
    registered_address = text(200)
    phone = text(30)
    mobile = text(30)
    fax = text(30)
    email = text(100)
    payment_email = text(100)
    invoice_email = text(100)

    source = value()
    referrer = models.ForeignKey("self", models.PROTECT, null=True, related_name="referred")
    category = value()
    level = value()
    intention = value()
    status = value()
    stage = value()
    demand = text(500)
    tags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    owner = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    owned_at = models.DateTimeField(null=True)
    follow_up_days = models.PositiveSmallIntegerField(null=True)
    last_contact_at = models.DateTimeField(null=True)
    next_contact_at = models.DateTimeField(null=True)
    contact_due_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.CHINESE)
    currency = models.CharField(max_length=3, default="CNY")

    member_number = text(30)
    price_level = value()
    credit_limit = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    payment_terms_days = models.PositiveSmallIntegerField(default=0)
    is_credit_blocked = models.BooleanField(default=False)
    credit_block_reason = text(500)
    credit_reviewed_at = models.DateTimeField(null=True)
    bank_name = text(100)
    bank_account_name = text(100)
    bank_account = text(40)

    consents_to_calls = models.BooleanField(default=False)
    consents_to_messages = models.BooleanField(default=False)
    consents_to_emails = models.BooleanField(default=False)
    remark = text(500)

    is_valid = models.BooleanField(default=True)
    duplicate_reason = text(500)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed", db_index=False)
    is_vetted = models.BooleanField(default=True, db_default=True)
    awaits_review = models.CharField(max_length=10, blank=True, default="", db_default="")
    created_by_name = text(150)
    deleted_at = models.DateTimeField(null=True)
    deleted_by_name = text(150)
    delete_reason = text(500)

    custom = custom_values()

    search_tokens = ArrayField(models.TextField(), default=list)
    search_text = models.TextField(default="")
    contact_keys = ArrayField(models.TextField(), default=list)
    contact_tokens = ArrayField(models.TextField(), default=list)
    sort_key = text(100)
    name_key = text(50)
    region_key = text(60)

    # what the running operation held back for a review: field -> (value now, value wanted); not stored
    held_back: Mapping[str, Any] = MappingProxyType({})

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name_key", "region_key"], condition=ACTIVE & Q(duplicate_reason=""),
                name="customer_name_unique",
            ),
            models.UniqueConstraint(
                fields=["licence_number"], condition=ACTIVE & Q(duplicate_reason="") & ~Q(licence_number=""),
                name="customer_licence_unique",
            ),
            models.UniqueConstraint(
                fields=["external_code"], condition=Q(deleted_at__isnull=True) & ~Q(external_code=""),
                name="customer_external_code_unique",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_key="") & ~Q(number=""), name="customer_name_given"
            ),
            models.CheckConstraint(condition=Q(type__in=CustomerType.values), name="customer_type_known"),
            models.CheckConstraint(
                condition=Q(awaits_review__in=("", "entry", "change", "deletion"))
                & ~Q(is_vetted=True, awaits_review="entry"),
                name="customer_review_state",
            ),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="customer_currency_code"),
            models.CheckConstraint(condition=Q(country__regex="^[A-Z]{2}$"), name="customer_country_code"),
            models.CheckConstraint(
                condition=Q(credit_limit__gte=0) & Q(payment_terms_days__lte=3650), name="customer_credit_range"
            ),
            models.CheckConstraint(
                condition=Q(is_credit_blocked=False) | ~Q(credit_block_reason=""), name="customer_block_reasoned"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | (Q(is_valid=False) & ~Q(merged_into=F("id"))),
                name="customer_merged_is_invalid",
            ),
            models.CheckConstraint(
                condition=(Q(parent__isnull=True) | ~Q(parent=F("id")))
                & (Q(referrer__isnull=True) | ~Q(referrer=F("id"))),
                name="customer_not_its_own_parent",
            ),
        ]  # fmt: skip
        indexes = [
            GinIndex(fields=["search_tokens"], name="customer_search", fastupdate=False),
            GinIndex(fields=["contact_keys"], name="customer_contact_keys", fastupdate=False),
            GinIndex(fields=["contact_tokens"], name="customer_contact_tokens", fastupdate=False),
            GinIndex(fields=["tags"], name="customer_tags", fastupdate=False),
            models.Index(fields=["region"], name="customer_region", opclasses=["varchar_pattern_ops"]),
            listed_by("-id", name="customer_listed"),
            *(listed_by(field, "-id", name=f"customer_{field}") for field in LISTED_BY),
            *(listed_by("-id", name=f"customer_{field}", where=ALIVE & Q(**{field: True})) for field in CONSENTS),
            listed_by("awaits_review", "-id", name="customer_awaits_review", where=ALIVE & ~Q(awaits_review="")),
            listed_by(
                "follow_up_days", "-id", name="customer_follow_up", where=ALIVE & Q(follow_up_days__isnull=False)
            ),
            listed_by("created_at", "id", name="customer_created"),
            models.Index(fields=["name_key"], name="customer_name_key"),
            models.Index(fields=["sort_key", "id"], name="customer_sort"),
            listed_by("last_contact_at", "id", name="customer_last_contact"),
            listed_by("contact_due_at", "id", name="customer_contact_due"),
            listed_by("next_contact_at", "id", name="customer_next_contact"),
            models.Index(fields=["licence_number"], name="customer_licence", condition=~Q(licence_number="")),
            models.Index(fields=["merged_into"], name="customer_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["-deleted_at"], name="customer_bin", condition=Q(deleted_at__isnull=False)),
        ]
        triggers = [contact_due(), *custom_index("parties.customer")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
