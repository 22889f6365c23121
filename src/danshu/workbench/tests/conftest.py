"""The small company of the order tests, on a fixed day."""

from danshu.sales.tests.conftest import office, sign_in

__all__ = ["office", "sign_in"]
