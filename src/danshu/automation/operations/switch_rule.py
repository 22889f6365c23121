"""Switch a rule on or off."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.automation.errors import NothingToDo
from danshu.automation.loading import locked_rule, require_whole_company
from danshu.automation.models import Rule
from danshu.automation.permissions import CONFIGURE
from danshu.automation.recording import save
from danshu.automation.wording import action_text, trigger_text
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation


@operation("automation.switch_rule", permission=CONFIGURE, label=("启用或停用自动化规则", "Switch an automatic rule"))
def switch_rule(*, rule_id: int, is_on: bool, version: int | None = None, actor: Actor, at: datetime) -> Rule:
    """A rule that is on acts on everything that happens from now; who switched it on hears of trouble (SYS-029).

    Switched off, what waits is not done any more. Raises NotFound, EditConflict, NothingToDo without an action,
    NeedsWholeCompany for a right within a data scope.
    """
    rule = locked_rule(rule_id, version=version)
    if is_on:
        require_whole_company(actor)
        if not rule.actions:
            raise NothingToDo(label=rule.name)
    if rule.is_on == is_on:
        return rule
    rule.is_on, rule.on_since = is_on, at if is_on else None
    if is_on:
        rule.keeper_id = actor.user_id
        current_context().effect("when", _("从现在起：%(trigger)s") % {"trigger": trigger_text(rule)})
        for each in rule.actions:
            current_context().effect("then", action_text(rule.host, each))
    save(rule, {"is_on": (not is_on, is_on)}, ("is_on", "on_since", "keeper"), actor=actor, at=at)
    return rule
