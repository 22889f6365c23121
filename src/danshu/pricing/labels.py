"""How prices are called in histories and logs (COM-017)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.audit.labels import field_labels
from danshu.kit.reasons import own_reasons

field_labels(
    "pricing.price",
    {"price": _("价格"), "valid_from": _("开始日期"), "valid_until": _("结束日期")},
    name=_("价格"),
)
field_labels("pricing.price_rule", {}, name=_("价格"))
own_reasons(pgettext_lazy("原因", "撤销导入"))
