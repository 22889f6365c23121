"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.trail import field_labels

field_labels(
    "regions.edition",
    {"added": _("新增区划"), "renamed": _("更名区划"), "retired": _("撤销区划"), "returned": _("恢复区划")},
    name=_("行政区划"),
)
