"""Keys of submissions that nobody repeats any more (SYS-012)."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.audit.models import IdempotencyKey
from danshu.audit.permissions import CLEAN_UP
from danshu.kit.expiry import expiring, other_cleanup


def _keys(before: datetime) -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.filter(created_at__lt=before)


expiring("audit.keys", _("重复提交的凭据"), rows=_keys, days=7, least=7, note=_("这么久以后重复的提交按新的提交处理"))
other_cleanup(
    _("清理日志"),
    note=_("过了保留期的操作、登录、错误日志写入归档文件后删除"),
    url_name="audit:archives",
    permission=CLEAN_UP,
)
