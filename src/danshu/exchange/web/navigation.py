"""Menu entries."""

from django.utils.translation import gettext_lazy as _

from danshu.exchange.importing import kinds_for
from danshu.exchange.permissions import EXPORT, IMPORT
from danshu.kit.navigation import entry

entry(
    "data", _("导入"), "exchange:imports", permission=IMPORT, icon="table-import", order=10,
    usable=lambda actor: bool(kinds_for(actor)),
)  # fmt: skip
entry("data", _("导出"), "exchange:exports", permission=EXPORT, icon="file-download", order=20)
