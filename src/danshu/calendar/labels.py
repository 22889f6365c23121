"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _

from danshu.calendar.models import DayKind
from danshu.kit.trail import field_labels

field_labels("calendar.day", {"kind": _("类别")}, name=_("工作日历"), values={"kind": DayKind})
field_labels("calendar.week", {"weekdays": _("工作日"), "opens": _("上班"), "closes": _("下班")}, name=_("工作时间"))
field_labels("calendar.year", {"is_complete": _("日历完整")}, name=_("年度日历"))
