"""Orders in the menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.navigation import entry
from danshu.sales import customer_panel
from danshu.sales.permissions import CONFIGURE_ASSIGNMENT, CREATE_ORDER, REVIEW_ORDER, VIEW_ORDER
from danshu.sales.review_queries import orders_sent_back, orders_to_review

__all__ = ["customer_panel"]

entry(
    "work", _("待审队列"), "sales:review", permission=REVIEW_ORDER, icon="clipboard-check", order=20, count=orders_to_review,
    home_of="ODK ORA",
)  # fmt: skip
entry(
    "work", _("驳回给我"), "sales:sent_back", permission=CREATE_ORDER, icon="circle-x", order=22, count=orders_sent_back,
    usable=lambda actor: actor.can(VIEW_ORDER),
)  # fmt: skip
entry("work", _("审核台"), "sales:desk", permission=REVIEW_ORDER, icon="layout-dashboard", order=21)
entry(
    "sales", pgettext_lazy("列表", "销售订单"), "sales:order_list", permission=VIEW_ORDER, icon="file-text", order=10,
    home_of="BRC SLS SMG STA CSV",
)  # fmt: skip
entry(
    "sales",
    _("新建订单"),
    "sales:order_new",
    permission=CREATE_ORDER,
    icon="file-plus",
    order=10,
    create=True,
    shortcut=True,
)
entry(
    "sales", _("分派规则"), "sales:assignment_rules", permission=CONFIGURE_ASSIGNMENT, icon="user-share", order=40,
)  # fmt: skip
