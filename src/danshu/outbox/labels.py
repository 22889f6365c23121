"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.trail import field_labels

field_labels("outbox.delivery", {"state": _("状态")}, name=_("消息投递"))
field_labels("outbox.job", {"status": _("状态")}, name=_("后台任务"))
