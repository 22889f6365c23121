"""Menu entries of prices (COM-001)."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.navigation import entry
from danshu.pricing.permissions import PRICE_VIEW

entry("catalogue", _("价格表"), "pricing:prices", permission=PRICE_VIEW, icon="tag", order=25)
entry("catalogue", _("价格变动记录"), "pricing:history", permission=PRICE_VIEW, icon="history", order=26)
