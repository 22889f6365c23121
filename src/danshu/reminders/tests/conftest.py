"""What the tests of this module share."""

from __future__ import annotations

from danshu.activities.tests.conftest import SignIn, sign_in
from danshu.sales.tests.conftest import office

__all__ = ["SignIn", "office", "sign_in"]
