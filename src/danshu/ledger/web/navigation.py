"""The ledger in the menu."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.navigation import entry
from danshu.ledger.permissions import VIEW_LEDGER

entry("finance", _("账户余额"), "ledger:accounts", permission=VIEW_LEDGER, icon="scale", order=80)
