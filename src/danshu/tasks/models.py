"""Tasks and what is said about their progress (COL-005)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from danshu.kit.actor import Actor
from danshu.kit.models import AppendOnly, Versioned
from danshu.kit.querysets import ScopedQuerySet, scope_filter
from danshu.kit.refs import SourceRef
from danshu.tasks.lifecycle import OPEN_TASKS, TASK_LIFECYCLE, TEXT_LENGTH, TITLE_LENGTH, Priority, TaskStatus
from danshu.tasks.permissions import MANAGE


class TaskQuerySet(ScopedQuerySet["Task"]):
    """Tasks exist for those who have to do with them, and for managers of the responsible person."""

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Given, carried out or accompanied by the actor, or in the scope of his right to manage tasks."""
        if actor.is_system:
            return self.all()
        if not actor.can(permission):
            return self.none()
        managed = Q(pk__in=())
        if actor.can(MANAGE):
            managed = scope_filter(actor.scope(MANAGE), unit="responsible__unit_id", owner="responsible_id")
            if not managed:
                return self.all()
        return self.filter(self._own(actor) | managed)

    def _own(self, actor: Actor) -> Q:
        me = actor.user_id or 0
        joined = Task.participants.through.objects.filter(user_id=me).values("task_id")
        return Q(giver_id=me) | Q(responsible_id=me) | Q(pk__in=joined)


class Task(Versioned):
    """Something that somebody is to do until a moment.

    giver: who wants it, None when a rule of the house does (giver_name tells which). source_kind and source_id: the
    record it is about, both empty for none. reminded_at: when the reminder was given; overdue_told_at: when people were
    last told that it is overdue. accepted_at, finished_at, confirmed_at: when it was accepted by the responsible
    person, done, and confirmed by the giver.
    """

    title = models.CharField(max_length=TITLE_LENGTH)
    description = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    giver = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    giver_name = models.CharField(max_length=150)
    responsible = models.ForeignKey("identity.User", models.PROTECT, related_name="+", db_index=False)
    participants: Any = models.ManyToManyField("identity.User", related_name="+")
    due_at = models.DateTimeField(null=True)
    priority = models.CharField(max_length=10, choices=Priority.choices, default=Priority.NORMAL)
    source_kind = models.CharField(max_length=60, blank=True, default="")
    source_id = models.BigIntegerField(null=True)
    status = models.CharField(max_length=20, choices=TaskStatus.choices, default=TaskStatus.OPEN)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    overdue_told_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="task_titled"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="task_priority"),
            models.CheckConstraint(condition=Q(status__in=TaskStatus.values), name="task_status"),
            models.CheckConstraint(
                condition=Q(source_kind="", source_id__isnull=True) | (~Q(source_kind="") & Q(source_id__isnull=False)),
                name="task_source_whole",
            ),
            models.CheckConstraint(
                condition=Q(status=TaskStatus.DONE, finished_at__isnull=False)
                | (~Q(status=TaskStatus.DONE) & Q(finished_at__isnull=True)),
                name="task_done_at",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(status=TaskStatus.DONE), name="task_confirmed_when_done"
            ),
            models.CheckConstraint(
                condition=~Q(status=TaskStatus.IN_PROGRESS) | Q(accepted_at__isnull=False), name="task_begun_at"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["responsible", "status", "due_at"], name="task_responsible"),
            models.Index(fields=["giver", "status", "-id"], name="task_giver"),
            models.Index(fields=["source_kind", "source_id"], name="task_source", condition=~Q(source_kind="")),
            models.Index(
                fields=["remind_at"], name="task_to_remind",
                condition=Q(status__in=OPEN_TASKS, reminded_at__isnull=True),
            ),
            models.Index(fields=["due_at"], name="task_due", condition=Q(status__in=OPEN_TASKS)),
        ]  # fmt: skip
        triggers = [TASK_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return self.title

    @property
    def source(self) -> SourceRef | None:
        """The record it is about."""
        return SourceRef(self.source_kind, self.source_id) if self.source_id is not None else None


class TaskNote(AppendOnly):
    """What somebody said about the progress."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="notes")
    content = models.CharField(max_length=TEXT_LENGTH)
    author = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    author_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(content=""), name="task_note_says_something")]
        indexes = [models.Index(fields=["task", "-at"], name="task_note_task")]

    def __str__(self) -> str:
        return self.content[:50]
