"""Menu entries: the review is everybody's work, the rules are the administrators'."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.navigation import entry
from danshu.validation.permissions import CONFIGURE, VIEW_FAULTS
from danshu.validation.queries import waiting_count

entry(
    "customers", _("数据审核"), "validation:fault_list", permission=VIEW_FAULTS, icon="checklist", order=80,
    count=waiting_count, moving=True,
)  # fmt: skip
entry(
    "system", pgettext_lazy("模块", "数据验证"), "validation:index", permission=CONFIGURE, icon="shield-check", order=63
)
