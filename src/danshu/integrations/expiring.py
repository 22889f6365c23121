"""Event notifications that were taken long ago (SYS-012)."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.integrations.lifecycle import DispatchStatus
from danshu.integrations.models import Dispatch
from danshu.kit.expiry import expiring


def _sent(before: datetime) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(status=DispatchStatus.SENT, sent_at__lt=before)


expiring(
    "integrations.sent", _("已送达的事件推送"), rows=_sent, days=30, least=7, note=_("推送记录不再显示；失败的保留")
)
