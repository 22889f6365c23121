"""Deliveries that were done long ago (SYS-012)."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.kit.expiry import expiring
from danshu.outbox.models import Delivery, DeliveryState


def _done(before: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.DONE, done_at__lt=before)


expiring("outbox.done", _("完成的消息投递"), rows=_done, days=7, least=7, note=_("事件本身保留；停下的投递保留"))
