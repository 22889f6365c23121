"""Menu entries of the background work."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.kit.navigation import entry
from danshu.outbox.models import Delivery, DeliveryState
from danshu.outbox.permissions import VIEW


def parked(actor: Actor) -> QuerySet[Delivery]:
    """Deliveries that wait for a person."""
    return Delivery.objects.filter(state=DeliveryState.PARKED)


entry("system", _("任务日志"), "outbox:jobs", permission=VIEW, icon="clock-play", order=83)
entry("system", _("消息投递"), "outbox:deliveries", permission=VIEW, icon="send", order=84, count=parked)
