"""Reminders (COL-009)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from danshu.files.holding import Held, records_of
from danshu.kit.actor import Actor
from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet
from danshu.kit.refs import SourceRef
from danshu.reminders.lifecycle import OPEN, REMINDER_LIFECYCLE, TEXT_LENGTH, ReminderStatus, Repeat
from danshu.reminders.sources import text_of_rule

REPEATED = [value for value in Repeat.values if value != Repeat.NONE]


class ReminderQuerySet(ScopedQuerySet["Reminder"]):
    """Reminders exist for the person who is reminded and for who set them.

    read_by(actor): each row that is read knows its record as far as that exists for the actor, see `look_at`; one
    statement for each kind of record among the rows.
    """

    _reader: Actor | None = None

    @property
    def reader(self) -> Actor | None:
        """Who reads the rows; None when nobody is named."""
        return self._reader

    def read_by(self, actor: Actor) -> Self:
        """The same rows, with what the actor may know of their records."""
        rows = self.all()
        rows._reader = actor  # noqa: SLF001 - another one of this class
        return rows

    def _clone(self) -> Self:
        rows = super()._clone()
        rows._reader = self._reader  # noqa: SLF001 - another one of this class
        return rows

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self._reader is not None:
            look_at([row for row in self._result_cache or () if isinstance(row, Reminder)], self._reader)

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """The actor's own, and those that he set for others."""
        if actor.is_system:
            return self.all()
        if not actor.can(permission):
            return self.none()
        me = actor.user_id or 0
        return self.filter(Q(person_id=me) | Q(author_id=me))


class Reminder(Versioned):
    """Something that appears before a person at its time.

    author: who set it, None for a rule of the house. rule, rule_key, facts: which rule, for what (one reminder of a rule
    for one thing and person), and what its text is made of; text is empty then. source_kind and source_id: the record it
    is about. first_at: its first regular moment, from which repetitions are counted; next_at: the next regular one.
    remind_at: when it appears next, regular or snoozed; empty when nothing is to come. shown_at: when it appeared and
    was not yet answered. put_off: on days off it comes on the next working day.
    """

    person = models.ForeignKey("identity.User", models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    author_name = models.CharField(max_length=150)
    text = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    rule = models.CharField(max_length=60, blank=True, default="")
    rule_key = models.CharField(max_length=60, blank=True, default="")
    facts: Any = models.JSONField(default=dict)
    source_kind = models.CharField(max_length=60, blank=True, default="")
    source_id = models.BigIntegerField(null=True)
    status = models.CharField(max_length=20, choices=ReminderStatus.choices, default=ReminderStatus.WAITING)
    repeat = models.CharField(max_length=20, choices=Repeat.choices, default=Repeat.NONE)
    put_off = models.BooleanField(default=False)
    first_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    times = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    about: Held | None = None
    is_hidden: bool = False

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ReminderStatus.values), name="reminder_status"),
            models.CheckConstraint(condition=Q(repeat__in=Repeat.values), name="reminder_repeat"),
            models.CheckConstraint(
                condition=(Q(rule="") & ~Q(text="")) | (~Q(rule="") & Q(text="")), name="reminder_says_something"
            ),
            models.CheckConstraint(
                condition=Q(source_kind="", source_id__isnull=True) | (~Q(source_kind="") & Q(source_id__isnull=False)),
                name="reminder_source_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, ended_at__isnull=True) | (~Q(status__in=OPEN) & Q(ended_at__isnull=False)),
                name="reminder_ended_at",
            ),
            models.CheckConstraint(
                condition=Q(status=ReminderStatus.SHOWN, shown_at__isnull=False)
                | (~Q(status=ReminderStatus.SHOWN) & Q(shown_at__isnull=True)),
                name="reminder_shown_at",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReminderStatus.WAITING) | Q(remind_at__isnull=False), name="reminder_waits_for"
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN) | Q(remind_at__isnull=True), name="reminder_ended_is_quiet"
            ),
            # a repeated one always knows when it comes back
            models.CheckConstraint(
                condition=Q(repeat__in=REPEATED, next_at__isnull=False)
                | Q(repeat=Repeat.NONE, next_at__isnull=True)
                | ~Q(status__in=OPEN),
                name="reminder_comes_back",
            ),
            models.UniqueConstraint(
                fields=["rule", "rule_key", "person"], name="reminder_of_rule_once", condition=~Q(rule="")
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["person", "status", "remind_at"], name="reminder_person"),
            models.Index(fields=["author", "status", "-id"], name="reminder_author"),
            models.Index(fields=["source_kind", "source_id"], name="reminder_source", condition=~Q(source_kind="")),
            models.Index(fields=["remind_at"], name="reminder_due", condition=Q(remind_at__isnull=False)),
        ]  # fmt: skip
        triggers = [REMINDER_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return self.text or self.rule

    @property
    def source(self) -> SourceRef | None:
        """The record it is about."""
        return SourceRef(self.source_kind, self.source_id) if self.source_id is not None else None

    @property
    def words(self) -> str:
        """What it says, in the active language; to whom its record does not exist, no more than that."""
        if self.is_hidden:
            return _("关联的记录已不存在，或不在你的数据范围内")
        return self.text or text_of_rule(self.rule, self.facts)

    @property
    def is_repeated(self) -> bool:
        """True when it comes back by itself."""
        return self.repeat != Repeat.NONE


def look_at(rows: Sequence[Reminder], reader: Actor) -> None:
    """Let reminders know their records as far as these exist for the reader.

    about: the record; is_hidden: it does not exist for him, and the words are not his own, so that they could tell of it.
    """
    known = records_of({row.source for row in rows if row.source is not None}, reader)
    for row in rows:
        row.about = known.get(row.source) if row.source is not None else None
        own = row.author_id is not None and row.author_id == reader.user_id
        row.is_hidden = row.source is not None and row.about is None and not own
