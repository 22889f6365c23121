"""Fixtures of this module's tests."""

from danshu.audit.tests.pages import visit
from danshu.parties.tests.conftest import sign_in
from danshu.sales.tests.conftest import office

__all__ = ["office", "sign_in", "visit"]
