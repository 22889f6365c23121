"""Words of the history of reviews."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.audit.labels import audited, field_labels
from danshu.kit.records import record_pages
from danshu.parties.fields import CustomerType
from danshu.parties.reviewing import declared_field
from danshu.vetting.lifecycle import Status
from danshu.vetting.parameters_declared import REVIEWABLE

WANTED: dict[str, Any] = {f"wanted_{name}": declared_field(name).label for name in REVIEWABLE}
field_labels(
    "vetting.review", {"status": _("状态"), **WANTED}, name=_("客户审核"),
    values={"status": Status, "wanted_type": CustomerType},
)  # fmt: skip
field_labels(
    "parties.customer",
    {
        "review_entry": pgettext_lazy("历史", "新建的审核"), "review_change": pgettext_lazy("历史", "修改的审核"),
        "review_deletion": pgettext_lazy("历史", "删除的审核"),
    },
    values={"review_entry": Status, "review_change": Status, "review_deletion": Status},
)  # fmt: skip
record_pages({"vetting.review": "vetting:review"})
audited("vetting.review", "vetting_review")
