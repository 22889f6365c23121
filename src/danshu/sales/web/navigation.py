"""Orders in the menu."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.navigation import entry
from danshu.sales.permissions import CREATE_ORDER, REVIEW_ORDER, VIEW_ORDER
from danshu.sales.queries import review_count

entry(
    "work", _("待审队列"), "sales:review", permission=REVIEW_ORDER, icon="clipboard-check", order=20, count=review_count
)
entry("sales", _("销售订单"), "sales:order_list", permission=VIEW_ORDER, icon="file-text", order=10)
entry("sales", _("新建订单"), "sales:order_new", permission=CREATE_ORDER, icon="file-plus", order=10, create=True)
