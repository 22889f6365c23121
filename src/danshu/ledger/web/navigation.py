"""The ledger in the menu."""

from django.utils.translation import pgettext_lazy

from danshu.kit.navigation import entry
from danshu.ledger.permissions import VIEW_LEDGER

entry("finance", pgettext_lazy("列表", "账户余额"), "ledger:accounts", permission=VIEW_LEDGER, icon="scale", order=80)
