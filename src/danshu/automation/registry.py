"""What rules can do; the modules that own the records register it (automation_declared.py).

    register_action(Action(code="parties.assign_owner", label=_("分配负责人"), hosts={"parties.customer"}, ...))

An action calls the real operation of its module, with the actor it is given: what that refuses, the rule is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from danshu.automation.models import Rule
from danshu.kit.actor import Actor
from danshu.validation.looking import Looked

Text = str | Promise
Settings = Mapping[str, Any]
Words = Callable[[], str]  # in the active language


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that an administrator says about an action.

    kind: "text", "note", "integer", "choice" (options), "person"; what is missing or wrong, the action's check says.
    """

    name: str
    label: Text
    kind: str = "text"
    options: Callable[[], Sequence[tuple[str, Any]]] | None = None
    help: Text = ""
    initial: Any = None
    starred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One action of a run: the record as it is now, who acts, when."""

    rule: Rule
    host: str
    looked: Looked
    actor: Actor
    at: datetime

    @property
    def pk(self) -> int:
        """The record's key."""
        return self.looked.pk


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that a rule can do.

    hosts: kinds of record, empty for all. settings(host): what is asked of the administrator. check(given, host): the
    settings as they are stored, raises FieldErrors. perform(call, settings): does it and says what it did. words(settings,
    host): what it is going to do.
    """

    code: str
    label: Text
    settings: Callable[[str], Sequence[Setting]]
    check: Callable[[Settings, str], dict[str, Any]]
    perform: Callable[[Call, Settings], Words]
    words: Callable[[Settings, str], str]
    hosts: Collection[str] = field(default_factory=frozenset)

    def is_for(self, host: str) -> bool:
        """True when it can be done with such records."""
        return not self.hosts or host in self.hosts


ACTIONS: dict[str, Action] = {}


def register_action(action: Action) -> None:
    """Let rules do this. Raises ValueError for a code registered twice."""
    if action.code in ACTIONS:
        raise ValueError(f"action registered twice: {action.code}")
    ACTIONS[action.code] = action


def actions_for(host: str) -> list[Action]:
    """What rules about these records can do."""
    return [action for action in ACTIONS.values() if action.is_for(host)]
