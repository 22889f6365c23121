"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.trail import audited, field_labels

field_labels(
    "dictionaries.value",
    {
        "name": _("名称"), "name_en": _("英文名称"), "remark": _("备注"), "position": _("顺序号"), "is_valid": _("是否有效"),
    },
    name=_("基础资料"),
)  # fmt: skip
# delivered values come without an operation
audited("dictionaries.value", "dictionaries_value", "r.code = '' OR r.version > 1")
