"""Words of this module for the audit trail, and its logs that are cleaned up by age."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.logs import Log, register_log
from danshu.kit.trail import field_labels
from danshu.outbox.logs import DELIVERY_FIELDS, JOB_FIELDS, old_deliveries, old_jobs, remove_deliveries, remove_jobs

field_labels("outbox.delivery", {"state": _("状态")}, name=_("消息投递"))
field_labels("outbox.job", {"status": _("状态")}, name=_("后台任务"))

register_log("jobs", Log(_("任务日志"), old_jobs, "last_at", JOB_FIELDS, remove_jobs))
register_log("deliveries", Log(_("消息投递"), old_deliveries, "event__at", DELIVERY_FIELDS, remove_deliveries))
