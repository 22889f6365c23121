"""Words of this module for the audit trail, and its log that is cleaned up by age."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.integrations.lifecycle import DispatchStatus, Kind
from danshu.integrations.logs import FIELDS, old_dispatches, remove_dispatches
from danshu.kit.logs import Log, register_log
from danshu.kit.records import record_pages
from danshu.kit.trail import audited, field_labels

field_labels(
    "integrations.endpoint",
    {
        "name": _("名称"), "kind": _("类型"), "host": _("主机"), "events": _("事件"), "is_active": pgettext_lazy("状态", "启用"),
        "generation": _("密钥版本"),
    },
    name=_("对外通知"),
    values={"kind": Kind},
)  # fmt: skip
field_labels(
    "integrations.dispatch", {"status": _("状态")}, name=_("对外通知的发送"), values={"status": DispatchStatus}
)
audited("integrations.endpoint", "integrations_endpoint")
record_pages({"integrations.endpoint": "integrations:endpoint"})
register_log("dispatches", Log(_("对外通知的发送"), old_dispatches, "queued_at", FIELDS, remove_dispatches))
