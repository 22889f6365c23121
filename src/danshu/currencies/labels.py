"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.records import record_pages
from danshu.kit.trail import audited, field_labels

CURRENCY_LABELS = {
    "code": _("货币代码"), "name": _("货币名称"), "name_en": _("英文名称"), "symbol": pgettext_lazy("货币", "符号"),
    "decimals": _("小数位数"), "is_orderable": _("可用于下单"), "is_valid": _("有效"), "remark": _("备注"),
    "rate": _("汇率"), "effective_date": _("生效日期"),
}  # fmt: skip
field_labels("currencies.currency", CURRENCY_LABELS, name=pgettext_lazy("列表", "货币"))
audited("currencies.currency", "currencies_currency", "updated_by_name <> ''")  # those delivered were entered by nobody
record_pages({"currencies.currency": "currencies:currency"})
