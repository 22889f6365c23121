"""Reports in the menu."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.navigation import entry
from danshu.reporting.permissions import VIEW_SALES, VIEW_STATISTICS

entry("data", _("销售报表"), "reporting:sales", permission=VIEW_SALES, icon="chart-bar", order=10)
entry("data", _("订单统计"), "reporting:orders", permission=VIEW_STATISTICS, icon="chart-bar", order=11)
