"""Reading customers: what other modules and this module's pages may ask."""

from danshu.parties.queries.detail import (
    address,
    addresses_of,
    contact,
    contacts_of,
    customer,
    invoice_of,
    possible_duplicates,
    revealed_contact_data,
)
from danshu.parties.queries.finding import customer_label, customers_to_choose, find_customers, matching
from danshu.parties.queries.listing import (
    contacts,
    customer_list,
    customers,
    deleted_customers,
    matching_contacts,
)
from danshu.parties.queries.orders import DeliveryAddress, OrderCustomer, order_customer

__all__ = [
    "DeliveryAddress",
    "OrderCustomer",
    "address",
    "addresses_of",
    "contact",
    "contacts",
    "contacts_of",
    "customer",
    "customer_label",
    "customer_list",
    "customers",
    "customers_to_choose",
    "deleted_customers",
    "find_customers",
    "invoice_of",
    "matching",
    "matching_contacts",
    "order_customer",
    "possible_duplicates",
    "revealed_contact_data",
]
