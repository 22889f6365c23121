"""How rules and runs look on pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.automation.lifecycle import RunStatus
from danshu.automation.models import Rule, Run
from danshu.kit.records import record_url
from danshu.ui.statuses import Status, Statuses

RULE_STATES = Statuses({"on": Status(_("已启用"), "ok", "full"), "off": Status(_("已停用"), "warn")})
RUN_STATES = Statuses({
    RunStatus.WAITING: Status(RunStatus.WAITING.label, "info"), RunStatus.DONE: Status(RunStatus.DONE.label, "ok", "full"),
    RunStatus.SKIPPED: Status(RunStatus.SKIPPED.label, "neutral"), RunStatus.REFUSED: Status(RunStatus.REFUSED.label, "warn"),
    RunStatus.STOPPED: Status(RunStatus.STOPPED.label, "bad"), RunStatus.FAILED: Status(RunStatus.FAILED.label, "bad", "x"),
})  # fmt: skip


def rule_url(rule: Rule) -> str:
    """The rule's page."""
    return reverse("automation:rule", args=[rule.pk])


def rule_state(rule: Rule) -> str:
    """on or off."""
    return "on" if rule.is_on else "off"


def subject_url(run: Run) -> str:
    """The page of the record; it checks itself who may see it."""
    return record_url(run.subject_kind, run.subject_id, run.label.partition(" ")[0])
