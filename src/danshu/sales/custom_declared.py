"""Orders have custom fields; contact data stays where it is masked (PRV-1), so there are none of these kinds."""

from django.utils.translation import pgettext_lazy

from danshu.custom_fields.hosts import Host, register_host
from danshu.custom_fields.kinds import CONTACT_KINDS, FieldKind

ORDER = "sales.order"

register_host(Host(ORDER, pgettext_lazy("列表", "销售订单"), "sales_order", frozenset(FieldKind) - CONTACT_KINDS))
