"""Words of this module for the audit trail."""

from django.utils.translation import gettext_lazy as _

from danshu.housekeeping.models import Every
from danshu.kit.expiry import EXPIRING
from danshu.kit.trail import audited, field_labels, sensitive

field_labels(
    "housekeeping.rule", {"days": _("保留天数"), "every": _("清理计划")}, name=_("清理规则"), values={"every": Every}
)
field_labels("housekeeping.run", {code: kind.label for code, kind in EXPIRING.items()}, name=_("数据清理"))
audited("housekeeping.rule", "housekeeping_expiryrule", "r.version > 0")
audited("housekeeping.run", "housekeeping_expiryrun")
sensitive("housekeeping.clean_up")
