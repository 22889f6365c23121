"""Stores of the company (ACC-003)."""

from django.apps import AppConfig


class Config(AppConfig):
    """Offers stores to the stock lists, which lie below."""

    name = "danshu.stores"
    label = "stores"

    def ready(self) -> None:
        from danshu.inventory.ports import add_stock_filters
        from danshu.stores.web.stock_filter import stock_filters

        add_stock_filters(stock_filters)
