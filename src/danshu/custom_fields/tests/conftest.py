"""Fixtures of this module's tests."""

from danshu.audit.tests.pages import visit
from danshu.parties.tests.conftest import sign_in

__all__ = ["sign_in", "visit"]
