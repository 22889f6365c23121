"""Words of the history of the pool."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.audit.labels import audited, field_labels
from danshu.kit.reasons import own_reasons
from danshu.kit.records import record_pages
from danshu.pool.lifecycle import Cause, LockStatus, PickStatus

field_labels(
    "pool.pick", {"status": _("状态"), "customer": _("客户")}, name=_("挑入申请"), values={"status": PickStatus}
)
field_labels(
    "pool.lock", {"status": _("状态"), "to_date": _("锁定到")}, name=_("客户锁定"), values={"status": LockStatus}
)
field_labels(
    "pool.release", {"cause": _("进入公海的原因"), "former_owner": _("前负责人")}, name=_("释放记录"),
    values={"cause": Cause},
)  # fmt: skip
field_labels(
    "parties.customer",
    {"lock": pgettext_lazy("客户", "锁定"), "falls_on": _("即将回到公海")},
    values={"lock": LockStatus},
)
record_pages({"pool.pick": "pool:pick", "pool.lock": "pool:lock"})
audited("pool.pick", "pool_pickrequest")
audited("pool.lock", "pool_lock")
audited("pool.release", "pool_release")
own_reasons(_("从公海挑入"), _("由延长的锁定接替"))
