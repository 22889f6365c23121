"""Change orders in the menu."""

from django.utils.translation import gettext_lazy as _

from danshu.amendments.permissions import DECIDE
from danshu.amendments.queries import to_decide
from danshu.kit.navigation import entry

entry(
    "work", _("待审变更"), "amendments:amendment_list", permission=DECIDE, icon="git-compare", order=21,
    count=to_decide,
)  # fmt: skip
