"""The tables of this module; other modules reach them through operations and queries only."""

from danshu.parties.models.customer import Customer
from danshu.parties.models.frequency import LevelFrequency
from danshu.parties.models.merge import Merge
from danshu.parties.models.parts import Contact, ContactLink, DeliveryAddress, InvoiceProfile
from danshu.parties.models.share import Share
from danshu.parties.models.suspicion import Suspicion

__all__ = [
    "Contact",
    "ContactLink",
    "Customer",
    "DeliveryAddress",
    "InvoiceProfile",
    "LevelFrequency",
    "Merge",
    "Share",
    "Suspicion",
]
