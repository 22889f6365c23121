"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.trail import audited, field_labels
from danshu.numbering.queries import RESET_LABELS

field_labels(
    "numbering.series",
    {
        "prefix": _("前缀"), "date_part": _("日期部分"), "digits": _("流水号位数"), "reset": _("重新计数"),
        "with_branch": _("编号里带分公司代码"),
    },
    name=_("编号规则"),
    values={"reset": RESET_LABELS},
)  # fmt: skip
audited("numbering.series", "numbering_numberpattern")
