"""Menu entries of the organisation."""

from django.utils.translation import gettext_lazy as _

from danshu.identity.permissions import UNIT_VIEW
from danshu.kit.navigation import entry

entry("system", _("组织架构"), "identity:units", permission=UNIT_VIEW, icon="building", order=20)
