"""Fixtures of the catalogue's tests."""

from danshu.audit.tests.pages import visit

__all__ = ["visit"]
