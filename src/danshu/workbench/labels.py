"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.trail import field_labels

field_labels("workbench.arrangement", {"shown": _("显示的指标"), "hidden": _("隐藏的指标")}, name=_("工作台"))
