"""What a detail page is made of: a domain fills these in and renders ui/detail.html."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from danshu.ui.statuses import Status

Text = str | Promise

VISIBLE_ACTIONS = 4
# icon:alert-triangle icon:alert-circle icon:circle-check icon:info-circle
SIGNS = {"warn": "alert-triangle", "bad": "alert-circle", "ok": "circle-check", "neutral": "info-circle"}
TONE_CLASSES = {"": "btn", "primary": "btn btn-primary", "quiet": "btn btn-quiet", "danger": "btn btn-bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something a person may do with the record.

    No permission: do not list it. Not possible now: list it with `reason`, the words shown beside the disabled
    button. method "get" follows the link, "post" posts `fields` with the CSRF token, "dialog" opens the impact
    dialog of `url`. tone: "", "primary" (one per page), "quiet", "danger" (placed last). `key` is its hotkey.
    new_tab: the answer is a paper to read beside this page; pressing again with the same key shows the same one.
    """

    label: Text
    url: str = ""
    method: str = "get"
    icon: str = ""
    tone: str = ""
    key: str = ""
    reason: Text = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    menu: bool = False
    new_tab: bool = False

    @property
    def classes(self) -> str:
        return TONE_CLASSES[self.tone]

    @property
    def slug(self) -> str:
        return f"{abs(hash((str(self.label), self.url))) % 10**8}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One state of the status bar. state: "" to come, "done", "now", "bad" (rejected, voided)."""

    label: Text
    note: Text = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure of the record: formatted value, what it compares to, tone "", "warn", "bad", "ok"."""

    label: Text
    value: Text
    note: Text = ""
    lead: Text = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A state of this record that needs attention, with its remedies; not for confirmations."""

    title: Text
    text: Text = ""
    tone: str = "warn"
    actions: Sequence[Action] = ()

    @property
    def sign(self) -> str:
        return SIGNS[self.tone]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card of the right column: label and value pairs, or links to related records."""

    title: Text
    pairs: Sequence[tuple[Text, Any]] = ()
    links: Sequence[Link] = ()
    more_url: str = ""
    more_label: Text = ""
    empty: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A related record."""

    label: Text
    url: str = ""
    note: Text = ""
    icon: str = ""
    status: Status | None = None
    new_tab: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of another module on this page: its template finds `context` under the name `part`."""

    template: str
    context: Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class DetailPage:
    """Everything the template ui/detail.html shows around the domain's own blocks."""

    title: str
    status: Status | None = None
    tags: Sequence[Text] = ()
    subtitle: Text = ""
    actions: Sequence[Action] = ()
    steps: Sequence[Step] = ()
    steps_label: Text = ""
    notices: Sequence[Notice] = ()
    facts: Sequence[Fact] = ()
    cards: Sequence[Card] = ()
    parts: Sequence[Part] = ()
    say: Part | None = None
    timeline: Sequence[Mapping[str, Any]] | None = None
    breadcrumb: Sequence[tuple[Text, str]] = ()
    neighbours: Any = None


def arrange(actions: Sequence[Action]) -> tuple[list[Action], list[Action]]:
    """At most four visible, the rest in the menu; irreversible ones come last, the filled one before them."""
    shown = [a for a in actions if not a.menu]
    shown.sort(key=lambda a: {"primary": 1, "danger": 2}.get(a.tone, 0))
    if len(shown) <= VISIBLE_ACTIONS:
        return shown, [a for a in actions if a.menu]
    primary = [a for a in shown if a.tone == "primary"]
    others = [a for a in shown if a.tone != "primary"]
    keep = VISIBLE_ACTIONS - len(primary)
    return others[:keep] + primary, others[keep:] + [a for a in actions if a.menu]
