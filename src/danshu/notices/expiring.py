"""Notices that were read long ago (SYS-012)."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.kit.expiry import expiring
from danshu.notices.models import Notice


def _read(before: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(read_at__lt=before, mail_due=False)


expiring("notices.read", _("已读的通知"), rows=_read, days=180, least=30, note=_("通知中心不再显示；未读的保留"))
