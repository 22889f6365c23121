"""What belongs to a customer: contacts, delivery addresses, invoice data (CUS-001, CUS-020)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from danshu.custom_fields.storing import custom_index, custom_values
from danshu.kit.models import Versioned
from danshu.parties.fields import Channel, Gender
from danshu.parties.models.customer import ACTIVE, Customer, division, text, value
from danshu.parties.models.querysets import AddressQuerySet, ContactQuerySet, InvoiceQuerySet
from danshu.parties.models.triggers import exactly_one


class Contact(Versioned):
    """A person at a customer; one of them is the primary contact."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contacts")
    name = text(50)
    position = text()
    department = text()
    gender = models.CharField(max_length=10, choices=Gender.choices, blank=True, default="")
    birthday = models.DateField(null=True)
    mobile = text(30)
    phone = text(30)
    fax = text(30)
    email = text(100)
    messenger = text()
    address = text(200)
    relation = value()
    decision_role = value()
    is_primary = models.BooleanField(default=False)
    preferred_channel = models.CharField(max_length=10, choices=Channel.choices, blank=True, default="")
    consents_to_calls = models.BooleanField(default=False)
    consents_to_messages = models.BooleanField(default=False)
    consents_to_emails = models.BooleanField(default=False)
    remark = text(500)
    is_valid = models.BooleanField(default=True)
    deleted_at = models.DateTimeField(null=True)
    custom = custom_values()
    search_tokens = ArrayField(models.TextField(), default=list)
    contact_keys = ArrayField(models.TextField(), default=list)
    sort_key = text(100)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=ACTIVE & Q(is_primary=True), name="contact_one_primary"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="contact_name_given"),
            models.CheckConstraint(
                condition=Q(is_primary=False) | ACTIVE, name="contact_primary_is_valid"
            ),
        ]  # fmt: skip
        indexes = [
            GinIndex(fields=["search_tokens"], name="contact_search", fastupdate=False),
            GinIndex(fields=["contact_keys"], name="contact_keys", fastupdate=False),
            models.Index(fields=["sort_key", "id"], name="contact_sort"),
        ]
        triggers = [exactly_one("is_primary", "contact_has_primary"), *custom_index("parties.contact")]

    def __str__(self) -> str:
        return self.name


class ContactLink(models.Model):
    """A contact who also acts for another customer (one main customer, others possible)."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="links")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contact_links")
    remark = text(50)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "customer"], name="contact_link_unique")]


class DeliveryAddress(Versioned):
    """Where goods go; one of them is the default. Orders keep their own copy."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="addresses")
    recipient = text(50)
    phone = text(30)
    country = models.CharField(max_length=2, default="CN")
    region = division()
    province = text()
    city = text()
    district = text()
    street = text(200)
    postal_code = text(12)
    is_default = models.BooleanField(default=False)
    remark = text(500)
    is_valid = models.BooleanField(default=True)
    deleted_at = models.DateTimeField(null=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=ACTIVE & Q(is_default=True), name="address_one_default"
            ),
            models.CheckConstraint(condition=Q(is_default=False) | ACTIVE, name="address_default_is_valid"),
            models.CheckConstraint(condition=Q(country__regex="^[A-Z]{2}$"), name="address_country_code"),
        ]  # fmt: skip
        triggers = [exactly_one("is_default", "address_has_default")]

    def __str__(self) -> str:
        return f"{self.recipient} {self.city}{self.district}{self.street}"


class InvoiceProfile(Versioned):
    """How invoices for the customer are made out."""

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="invoice")
    title = text(100)
    tax_number = text(30)
    address = text(200)
    phone = text(30)
    bank = text(100)
    account = text(40)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["tax_number"], name="invoice_tax_number", condition=~Q(tax_number=""))]

    def __str__(self) -> str:
        return self.title
