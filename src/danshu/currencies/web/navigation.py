"""Menu entry (navigation map: 产品管理 / 货币信息管理)."""

from django.utils.translation import gettext_lazy as _

from danshu.currencies.permissions import VIEW_CURRENCY
from danshu.kit.navigation import entry

entry("catalogue", _("货币与汇率"), "currencies:currency_list", permission=VIEW_CURRENCY, icon="cash", order=60)
