"""The tables of this module; other modules reach them through operations and queries only."""

from danshu.parties.models.customer import Customer
from danshu.parties.models.parts import Contact, ContactLink, DeliveryAddress, InvoiceProfile

__all__ = ["Contact", "ContactLink", "Customer", "DeliveryAddress", "InvoiceProfile"]
