"""Words of the history of merged and split orders."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.trail import field_labels

field_labels(
    "sales.order",
    {"merged_into": _("合并到"), "merged_from": _("合并自"), "split_to": _("拆出"), "split_from": _("拆自")},
)
