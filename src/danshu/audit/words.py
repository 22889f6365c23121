"""Words of this module for its own trail."""

from django.utils.translation import gettext_lazy as _

from danshu.audit.exports import EXPORT
from danshu.audit.labels import action_labels, field_labels, sensitive
from danshu.kit.logs import log_label

action_labels({EXPORT: _("导出数据")})
field_labels("audit.export", {"format": _("格式"), "rows": _("行数"), "filters": _("筛选条件")}, name=_("导出"))
field_labels("audit.archive", {"log": _("日志"), "entries": _("条数"), "file": _("文件"), "before": _("早于")}, name=_("日志归档"),
             values={"log": log_label})  # fmt: skip
sensitive(EXPORT)
