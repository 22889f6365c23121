"""Fixtures of the prices' tests."""

from danshu.audit.tests.pages import visit

__all__ = ["visit"]
