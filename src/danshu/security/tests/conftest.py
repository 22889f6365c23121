"""Fixtures of this module's tests."""

from danshu.audit.tests.pages import visit

__all__ = ["visit"]
