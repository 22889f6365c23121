"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.records import record_pages
from danshu.kit.trail import audited, field_labels, kind_label
from danshu.validation.kinds import FaultState, RuleKind, Severity

RULE_LABELS = {
    "host": _("所属记录"), "name": _("规则名称"), "field": pgettext_lazy("验证规则", "字段"), "kind": _("规则类型"),
    "settings": pgettext_lazy("验证规则", "要求"), "message": _("提示"), "message_en": _("英文提示"),
    "severity": _("违反时"), "valid_from": _("生效日期"), "unit_ids": _("适用组织"), "is_on": _("启用开关"),
}  # fmt: skip
field_labels(
    "validation.rule", RULE_LABELS, name=pgettext_lazy("列表", "验证规则"),
    values={"kind": RuleKind, "severity": Severity, "host": lambda code: kind_label(str(code))},
)  # fmt: skip
field_labels(
    "validation.fault", {"state": _("状态"), "assignee": _("整改人")}, name=pgettext_lazy("列表", "数据问题"),
    values={"state": FaultState},
)  # fmt: skip
field_labels(
    "validation.review", {"found": _("新发现"), "settled": _("已了结")}, name=_("数据审核"),
)  # fmt: skip
audited("validation.rule", "validation_rule")
record_pages({"validation.rule": "validation:rule", "validation.fault": "validation:fault"})
