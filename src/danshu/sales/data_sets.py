"""Mappings for public data sets of shops, and how those that come in several files belong together (SYS-009)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.exchange.importing import MappingTemplate, register_mapping
from danshu.exchange.joining import DataSet, Join, register_data_set

register_data_set(
    DataSet(
        code="olist-orders", label=_("Olist 商城的订单"), kind="orders", first="olist_orders_dataset.csv",
        joins=[
            Join(file="olist_customers_dataset.csv", on={"customer_id": "customer_id"},
                 take={"customer_unique_id": "customer", "customer_city": "city", "customer_state": "state"}),
            Join(file="olist_order_payments_dataset.csv", on={"order_id": "order_id"}, add=True,
                 take={"payment_value": "paid"}),
            Join(file="olist_order_items_dataset.csv", on={"order_id": "order_id"}, add=True,
                 take={"freight_value": "freight"}),
            Join(file="olist_order_items_dataset.csv", on={"order_id": "order_id"}, many=True,
                 take={"product_id": "product", "price": "price", "order_item_id": "line"}),
            Join(file="olist_products_dataset.csv", on={"product": "product_id"},
                 take={"product_category_name": "category"}),
            Join(file="product_category_name_translation.csv", on={"category": "product_category_name"},
                 take={"product_category_name_english": "category_english"}),
        ],
        # what was under way when the shop's data were taken is over today, paid and delivered or not
        words={"order_status": {"unavailable": "canceled", "invoiced": "completed", "processing": "completed",
                                "approved": "completed", "created": "completed"}},
    )
)  # fmt: skip
register_mapping(
    MappingTemplate(
        "olist-orders", _("Olist 商城的订单"), "orders",
        columns={
            "number": "order_id", "order_date": "order_purchase_timestamp", "status": "order_status",
            "customer_code": "customer", "city": "city", "province": "state", "product_code": "product",
            "product_category": "category_english", "unit_price": "price", "freight": "freight", "paid": "paid",
            "wanted_date": "order_estimated_delivery_date", "shipped_on": "order_delivered_carrier_date",
        },
        constants={"currency": "BRL", "country": "Brazil", "quantity": "1", "customer_type": "person"},
        answers={"customers": "create", "products": "create"},
    )
)  # fmt: skip
register_data_set(
    DataSet(
        code="global-electronics-orders", label=_("Global Electronics 的订单"), kind="orders", first="Sales.csv",
        joins=[
            Join(file="Customers.csv", on={"CustomerKey": "CustomerKey"},
                 take={"Name": "Customer", "City": "City", "State": "State", "Country": "Country"}),
            Join(file="Products.csv", on={"ProductKey": "ProductKey"}, take={"Unit Price USD": "Unit Price USD"}),
            Join(file="Exchange_Rates.csv", on={"Order Date": "Date", "Currency Code": "Currency"},
                 take={"Exchange": "Exchange"}),
        ],
        products={"Unit Price": ("Unit Price USD", "Exchange", 4)},
    )
)  # fmt: skip
register_mapping(
    MappingTemplate(
        "global-electronics-orders", _("Global Electronics 的订单"), "orders",
        columns={
            "number": "Order Number", "order_date": "Order Date", "shipped_on": "Delivery Date",
            "customer_code": "CustomerKey", "customer_name": "Customer", "city": "City", "province": "State",
            "country": "Country", "product_code": "ProductKey", "quantity": "Quantity", "unit_price": "Unit Price",
            "currency": "Currency Code",
        },
        constants={"customer_type": "person"},
        answers={"status": "completed", "customers": "create", "products": "refuse", "date_order:order_date": "mdy",
                 "date_order:shipped_on": "mdy"},
    )
)  # fmt: skip
register_mapping(
    MappingTemplate(
        "tmall-orders", _("天猫订单报表"), "orders",
        columns={
            "number": "订单编号", "amount": "总金额", "paid": "买家实际支付金额", "refunded": "退款金额",
            "province": "收货地址", "order_date": "订单创建时间",
        },
        # the report has neither customers nor lines: both are called what they are
        constants={"customer_name": "天猫买家（未具名）", "customer_type": "person", "product_code": "TMALL",
                   "product_name": "天猫订单（无明细）", "quantity": "1"},
        answers={"status": "by_payment", "customers": "create", "products": "create"},
    )
)  # fmt: skip
