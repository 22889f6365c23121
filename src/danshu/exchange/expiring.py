"""What imports leave behind (SYS-012). Files of imports and exports expire by themselves."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.exchange.models import StagedRow
from danshu.kit.expiry import expiring


def _rows(before: datetime) -> QuerySet[StagedRow]:
    return StagedRow.objects.filter(batch__finished_at__lt=before)


expiring(
    "exchange.staged_rows", _("导入完成后的暂存行"), rows=_rows, days=180, least=30,
    note=_("以后不能再撤销这些导入，也不能再下载有问题的行；导入的记录不变"),
)  # fmt: skip
