"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.reasons import own_reasons
from danshu.kit.trail import audited, field_labels, sensitive
from danshu.recycling.models import Application, CleanupRule
from danshu.recycling.registry import KINDS

field_labels(
    "recycling.application", {"state": _("状态")}, name=_("恢复申请"), values={"state": dict(Application.State.choices)}
)
field_labels(
    "recycling.cleanup_rule",
    {"name": _("名称"), "types": _("类型"), "statuses": _("状态"), "older_than_days": _("超过天数"), "every": _("周期"),
     "is_valid": _("有效")},
    name=_("清理规则"), values={"every": dict(CleanupRule.Every.choices)},
)  # fmt: skip
field_labels(
    "recycling.cleanup_run", {"found": _("找到"), "deleted": pgettext_lazy("清理", "删除")}, name=_("清理记录")
)
# of every kind that can lie in the bin
BIN_FIELDS = {
    "in_bin": _("在回收站中"), "purged": _("永久删除"), "missing": _("没能恢复的"), "title": _("名称"),
    "bin_amount": _("金额"), "bin_status": _("删除时的状态"), "deletion_reason": _("删除原因"),
    "deleted_by_name": _("删除人"), "deleted_at": _("删除时间"), "special": _("特批"),
}  # fmt: skip
for _kind in KINDS:
    field_labels(_kind, BIN_FIELDS)
sensitive(
    "recycling.restore_entry", "recycling.purge_entry", "recycling.ask_restore", "recycling.decide_restore",
    "recycling.confirm_cleanup",
)  # fmt: skip
audited("recycling.application", "recycling_application")
audited("recycling.cleanup_rule", "recycling_cleanuprule")
field_labels("recycling.entry", {}, name=_("回收站"))
own_reasons(_("定期清理：%(name)s"))
