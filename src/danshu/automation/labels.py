"""Words for the history of automatic rules."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.audit.labels import audited, field_labels
from danshu.automation.lifecycle import RunStatus
from danshu.automation.wording import actions_in_words, conditions_in_words, start_in_words
from danshu.kit.records import record_pages

field_labels(
    "automation.rule",
    {
        "name": _("规则名称"), "note": pgettext_lazy("自动化", "说明"), "trigger": pgettext_lazy("自动化", "触发"), "offset_days": _("提前或推后（天）"),
        "conditions": pgettext_lazy("自动化", "条件"), "actions": pgettext_lazy("自动化", "动作"), "is_on": _("启用"),
    },
    name=_("自动化规则"),
    values={"trigger": start_in_words, "conditions": conditions_in_words, "actions": actions_in_words},
)  # fmt: skip
field_labels(
    "automation.run",
    {"status": _("状态"), "outcome": _("结果")},
    name=pgettext_lazy("自动化", "执行记录"),
    values={"status": RunStatus},
)
audited("automation.rule", "automation_rule")
record_pages({"automation.rule": "automation:rule"})
