"""The menu entry."""

from django.utils.translation import pgettext_lazy

from danshu.custom_fields.permissions import CONFIGURE
from danshu.kit.navigation import entry

entry(
    "system", pgettext_lazy("模块", "自定义字段"), "custom_fields:index", permission=CONFIGURE, icon="forms", order=62
)
