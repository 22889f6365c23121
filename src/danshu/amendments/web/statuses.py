"""How the states of a change order are shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.ui.statuses import Status, Statuses

AMENDMENT_STATUSES = Statuses({
    "proposed": Status(_("变更待审"), "warn"),
    "accepted": Status(_("变更已生效"), "ok", "full"),
    "rejected": Status(_("变更已驳回"), "bad", "x"),
    "withdrawn": Status(_("变更已撤回"), "neutral", "x"),
})  # fmt: skip
