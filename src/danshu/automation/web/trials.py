"""Trying a rule on a record: what would happen, without doing it (SYS-029)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.automation.lifecycle import RunStatus
from danshu.automation.models import Rule
from danshu.automation.operations.run_rule_on import run_rule_on
from danshu.automation.permissions import CONFIGURE
from danshu.automation.queries import rule_by_id
from danshu.automation.running import look
from danshu.automation.web.forms import TrialForm, found, label_of
from danshu.automation.web.shown import RUN_STATES
from danshu.automation.web.views import path_to
from danshu.automation.wording import outcome_text
from danshu.kit.clock import business_date, now
from danshu.kit.errors import DomainError
from danshu.kit.records import record_url
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.picker import Option, options
from danshu.ui.responses import render_page
from danshu.ui.statuses import Status
from danshu.validation.asking import condition_text, is_met
from danshu.validation.fields import fields_of

WOULD_ACT = Status(gettext_lazy("会执行"), "ok", "full")


@allowed_to(CONFIGURE)
def trial(request: ActorRequest, pk: int) -> HttpResponse:
    """Choose a record (?record=) and see what the rule would do: the real operations, rolled back."""
    rule = rule_by_id(pk)
    form = TrialForm(request.GET if "record" in request.GET else None, rule=rule, actor=request.actor)
    context: dict[str, Any] = {"rule": rule, "form": form, "breadcrumb": path_to(rule)}
    if form.is_bound and form.is_valid():
        context |= _tried(request, rule, form.values["record"])
    return render_page(request, "automation/trial.html", context)


def _tried(request: ActorRequest, rule: Rule, record_id: int) -> dict[str, Any]:
    label = label_of(rule.host, request.actor, str(record_id))
    looked = look(rule.host, record_id) if label else None
    every, today = [each.name for each in fields_of(rule.host)], business_date(now())
    met = (
        []
        if looked is None
        else [is_met(rule.host, each, looked.facts, changed=every, today=today) for each in rule.conditions]
    )
    conditions = list(zip((condition_text(rule.host, each) for each in rule.conditions), met, strict=False))
    shown: dict[str, Any] = {
        "tried": True, "label": label, "conditions": conditions,
        "url": record_url(rule.host, record_id, looked.number if looked else ""),
    }  # fmt: skip
    try:
        run = run_rule_on.dry_run(rule_id=rule.pk, record_id=record_id, actor=request.actor, at=now()).result
    except DomainError as refusal:
        return shown | {"refusal": refusal}
    status = WOULD_ACT if run.status == RunStatus.DONE else RUN_STATES[run.status]
    return shown | {"status": status, "outcome": outcome_text(run)}


@allowed_to(CONFIGURE)
def records(request: ActorRequest, pk: int) -> HttpResponse:
    """Records that the rule can be tried on."""
    rule = rule_by_id(pk)
    return options(
        request,
        lambda text: found(rule.host, request.actor, text),
        lambda pair: Option(key=pair[0], text=pair[1]),
        title=_("选择记录"),
    )
