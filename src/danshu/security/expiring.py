"""Attempts that nobody looks at any more (SYS-012)."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.kit.expiry import expiring
from danshu.security.models import KEPT_DAYS, Attempt


def _attempts(before: datetime) -> QuerySet[Attempt]:
    return Attempt.objects.filter(minute__lt=before)


expiring(
    "security.attempts", _("安全日志"), rows=_attempts, days=365, least=KEPT_DAYS,
    note=_("没有生效的尝试；操作日志和登录日志不受影响"),
)  # fmt: skip
