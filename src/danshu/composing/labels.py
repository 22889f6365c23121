"""Words of the history of merged and split orders."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.reasons import own_reasons
from danshu.kit.trail import field_labels

field_labels(
    "sales.order",
    {"merged_into": _("合并到"), "merged_from": _("合并自"), "split_to": _("拆出"), "split_from": _("拆自")},
)

# why an order ended; what a person wrote beside it stays as he wrote it
own_reasons(_("合并到 %(number)s"))
