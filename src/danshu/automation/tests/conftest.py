"""What the tests of this module share."""

from __future__ import annotations

from danshu.activities.tests.conftest import SignIn, sign_in

__all__ = ["SignIn", "sign_in"]
