"""Notices of the security log (SYS-032, COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import mandatory_kinds

mandatory_kinds(pgettext_lazy("通知类别", "系统安全"), security__warned=_("大量没有生效的尝试"))
