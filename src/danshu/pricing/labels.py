"""How prices are called in histories and logs (COM-017)."""

from django.utils.translation import gettext_lazy as _

from danshu.audit.labels import field_labels

field_labels(
    "pricing.price",
    {"price": _("价格"), "valid_from": _("开始日期"), "valid_until": _("结束日期")},
    name=_("价格"),
)
field_labels("pricing.price_rule", {}, name=_("价格"))
