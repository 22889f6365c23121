"""Pages of tasks (COL-005)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.files.holding import LARGEST_KEY, Held, held
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.refs import SourceRef
from danshu.kit.web import ActorRequest, allowed_to
from danshu.tasks.models import Task
from danshu.tasks.operations.accept_task import accept_task
from danshu.tasks.operations.assign_task import assign_task
from danshu.tasks.operations.cancel_task import cancel_task
from danshu.tasks.operations.confirm_task import confirm_task
from danshu.tasks.operations.create_task import create_task
from danshu.tasks.operations.edit_task import edit_task
from danshu.tasks.operations.finish_task import finish_task
from danshu.tasks.operations.note_progress import note_progress
from danshu.tasks.operations.reopen_task import reopen_task
from danshu.tasks.operations.return_task import return_task
from danshu.tasks.permissions import EDIT, VIEW
from danshu.tasks.queries import task as task_of
from danshu.tasks.recording import require_giver, require_open, require_responsible
from danshu.tasks.web.details import task_page
from danshu.tasks.web.forms import AssignForm, FinishForm, TaskForm, initial_of, start_of_new
from danshu.tasks.web.lists import TASKS
from danshu.tasks.web.shown import task_url
from danshu.ui.detail import Fact
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


def _path(row: Task | None = None) -> list[tuple[Any, str]]:
    start: list[tuple[Any, str]] = [(TASKS.title, reverse("tasks:list"))]
    return start if row is None else [*start, (row.title, task_url(row))]


def _about(request: ActorRequest) -> Held | None:
    """The record that ?kind= and ?id= name. Raises NotFound for one out of reach."""
    kind, key = request.GET.get("kind", ""), request.GET.get("id", "")
    if not kind:
        return None
    if not key.isdecimal() or int(key[:20]) > LARGEST_KEY:
        raise NotFound
    return held(kind, int(key), request.actor)


@allowed_to(EDIT)
def new(request: ActorRequest) -> HttpResponse:
    """A new task; ?kind=sales.order&id=5 makes it one about that record."""
    about = _about(request)
    form = TaskForm(posted(request), initial=start_of_new(request.actor.user_id))

    def save() -> str:
        source = SourceRef(about.holder.kind, about.pk) if about else None
        made = create_task.keyed(form.token)(entry=form.entry, source=source, actor=request.actor, at=now())
        done(request, _("任务「%(title)s」已建立") % {"title": made.title})
        return about.url if about else task_url(made)

    back_url = about.url if about else reverse("tasks:list")
    context: dict[str, Any] = {"breadcrumb": _path()}
    if about:
        context["subject"] = [Fact(label=_("关联记录"), value=about.label)]
    return form_page(request, form, save, title=_("新建任务"), back_url=back_url, context=context)


@allowed_to(VIEW)
def task(request: ActorRequest, pk: int) -> HttpResponse:
    """One task with its progress and history."""
    row = task_of(request.actor, pk)
    return render_page(request, "tasks/task.html", {"page": task_page(request, row), "task": row})


@allowed_to(EDIT)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change an open task."""
    row = task_of(request.actor, pk)
    require_giver(row, request.actor)
    require_open(row)
    form = TaskForm(posted(request), row=row, initial=initial_of(row))

    def save() -> str:
        edit_task.keyed(form.token)(
            task_id=pk, entry=form.entry, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("任务已保存"))
        return task_url(row)

    return form_page(
        request, form, save, title=_("修改任务"), back_url=task_url(row), context={"breadcrumb": _path(row)}
    )


@allowed_to(EDIT)
def assign(request: ActorRequest, pk: int) -> HttpResponse:
    """Give an open task to somebody else."""
    row = task_of(request.actor, pk)
    require_open(row)
    form = AssignForm(posted(request), initial={"version": row.version})

    def save() -> str:
        moved = assign_task.keyed(form.token)(
            task_id=pk, responsible_id=form.values["responsible"], reason=form.values["reason"],
            version=form.seen_version, actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("任务「%(title)s」已改派") % {"title": row.title})
        # who passed a task on that he had not given may see it no more
        return task_url(row) if _still_there(request, moved.pk) else reverse("tasks:list")

    context = {
        "breadcrumb": _path(row), "subject": [Fact(label=_("现在的负责人"), value=row.responsible.full_name)],
        "save_label": _("改派"),
    }  # fmt: skip
    return form_page(request, form, save, title=_("改派任务"), back_url=task_url(row), context=context)


def _still_there(request: ActorRequest, pk: int) -> bool:
    try:
        task_of(request.actor, pk)
    except NotFound:
        return False
    return True


@allowed_to(EDIT)
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what came of it."""
    row = task_of(request.actor, pk)
    require_responsible(row, request.actor)
    require_open(row)
    form = FinishForm(posted(request), initial={"version": row.version})

    def save() -> str:
        finish_task.keyed(form.token)(
            task_id=pk, result=form.values["result"], version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("任务「%(title)s」已完成") % {"title": row.title})
        return task_url(row)

    context = {
        "breadcrumb": _path(row), "subject": [Fact(label=_("任务"), value=row.title)], "save_label": _("完成任务"),
    }  # fmt: skip
    return form_page(request, form, save, title=_("完成任务"), back_url=task_url(row), context=context)


@require_POST
@allowed_to(EDIT)
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    """The responsible person is at it."""
    row = task_of(request.actor, pk)
    accept_task(task_id=pk, actor=request.actor, at=now())
    done(request, _("已接受任务「%(title)s」") % {"title": row.title})
    return go(request, task_url(row))


@require_POST
@allowed_to(EDIT)
def confirm_done(request: ActorRequest, pk: int) -> HttpResponse:
    """The giver agrees."""
    row = task_of(request.actor, pk)
    confirm_task(task_id=pk, actor=request.actor, at=now())
    done(request, _("已确认任务「%(title)s」") % {"title": row.title})
    return go(request, task_url(row))


@require_POST
@allowed_to(EDIT)
def note(request: ActorRequest, pk: int) -> HttpResponse:
    """POST: how far it is."""
    row = task_of(request.actor, pk)
    note_progress.keyed(request.POST.get("form_token", ""))(
        task_id=pk, content=request.POST.get("content", ""), actor=request.actor, at=now()
    )
    return go(request, task_url(row) + "#log")


def _asking(
    request: ActorRequest, pk: int, act: Any, title: str, do_label: str, keep_label: str, said: str, *,
    danger: bool = False, hint: str = "",
) -> HttpResponse:  # fmt: skip
    """Ask for the reason, then do it."""
    row = task_of(request.actor, pk)

    def impact() -> Impact:
        trial = act.dry_run(task_id=pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=title % {"title": row.title}, effects=trial.effects, do_label=do_label, keep_label=keep_label,
            danger=danger, hint=hint,
        )  # fmt: skip

    def carry_out(reason: str, key: str) -> str:
        act.keyed(key)(task_id=pk, reason=reason, version=row.version, actor=request.actor, at=now())
        done(request, said % {"title": row.title})
        return task_url(row)

    return confirm(request, impact=impact, act=carry_out, back_url=task_url(row))


@allowed_to(EDIT)
def give_back(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask why, then give it back to the giver."""
    return _asking(
        request, pk, return_task, _("退回任务「%(title)s」？"), _("退回"), _("保留任务"), _("任务「%(title)s」已退回"),
        hint=_("交办人收到通知，任务回到他名下"),
    )  # fmt: skip


@allowed_to(EDIT)
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask why, then open it again."""
    return _asking(
        request, pk, reopen_task, _("重新打开任务「%(title)s」？"), _("重新打开"), _("保持不变"),
        _("任务「%(title)s」已重新打开"), hint=_("负责人收到通知和理由"),
    )  # fmt: skip


@allowed_to(EDIT)
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask why, then give it up."""
    return _asking(
        request, pk, cancel_task, _("取消任务「%(title)s」？"), _("取消任务"), _("保留任务"), _("任务「%(title)s」已取消"),
        danger=True,
    )  # fmt: skip
