"""Danshu 单枢: order management, CRM and distribution in one record."""

__version__ = "0.1.0"
