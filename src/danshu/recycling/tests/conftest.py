"""What the tests of the bin share."""

from __future__ import annotations

from danshu.sales.tests.conftest import office, sign_in

__all__ = ["office", "sign_in"]
