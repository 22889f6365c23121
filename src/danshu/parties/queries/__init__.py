"""Reading customers: what other modules and this module's pages may ask."""

from danshu.parties.queries.orders import DeliveryAddress, OrderCustomer, order_customer

__all__ = ["DeliveryAddress", "OrderCustomer", "order_customer"]
