"""Rules in words: for pages and the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danshu.automation.lifecycle import Trigger
from danshu.automation.models import Rule, Run
from danshu.automation.registry import ACTIONS
from danshu.kit.events import PUBLISHED
from danshu.kit.words import clauses, told, with_count
from danshu.validation.asking import condition_text
from danshu.validation.hosts import HOSTS
from danshu.validation.wording import field_label


def trigger_text(rule: Rule) -> str:
    """What sets it going: 新建了客户, 客户的要求送达前 3 天."""
    return start_in_words(started_by(rule))


def started_by(rule: Rule) -> dict[str, Any]:
    """What sets it going, for the history: data, so that everybody reads it in his language."""
    names = ("trigger", "event", "host", "date_field", "offset_days")
    return {name: getattr(rule, name) for name in names}


def start_in_words(start: Mapping[str, Any]) -> str:
    """The same in words."""
    if start["trigger"] == Trigger.EVENT:
        event = PUBLISHED.get(start["event"])
        return str(event.label) if event else str(start["event"])
    host, days = start["host"], start["offset_days"]
    facts = {"record": host_label(host), "field": field_label(host, start["date_field"]), "days": abs(days)}
    if days < 0:
        return told(with_count("%(record)s：%(field)s前 %(days)s 天", "days"), facts)
    if days > 0:
        return told(with_count("%(record)s：%(field)s后 %(days)s 天", "days"), facts)
    return _("%(record)s：%(field)s当天") % facts


def noted(host: str, parts: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Conditions or actions for the history; None for none."""
    return {"host": host, "parts": list(parts)} if parts else None


def conditions_in_words(stored: Mapping[str, Any]) -> str:
    """Noted conditions in words."""
    return clauses(condition_text(stored["host"], each) for each in stored["parts"])


def actions_in_words(stored: Mapping[str, Any]) -> str:
    """Noted actions in words."""
    return clauses(action_text(stored["host"], each) for each in stored["parts"])


def host_label(kind: str) -> str:
    """What such records are called."""
    return str(HOSTS[kind].label) if kind in HOSTS else kind


def action_text(host: str, stored: Mapping[str, Any]) -> str:
    """What an action does."""
    action = ACTIONS.get(stored["code"])
    return action.words(stored, host) if action else str(stored["code"])


def conditions_text(rule: Rule) -> str:
    """All its conditions, "" for none."""
    return clauses(condition_text(rule.host, each) for each in rule.conditions)


def actions_text(rule: Rule) -> str:
    """All its actions, "" for none."""
    return clauses(action_text(rule.host, each) for each in rule.actions)


def outcome_text(run: Run) -> str:
    """What became of a run, in the active language."""
    english = (get_language() or "zh").startswith("en")
    return run.outcome_en if english and run.outcome_en else run.outcome
