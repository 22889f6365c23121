"""Pages of those who write and publish announcements (公告管理)."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from danshu.announcements.errors import AnnouncementWithdrawn
from danshu.announcements.lifecycle import AnnouncementStatus
from danshu.announcements.models import Announcement
from danshu.announcements.operations.create_announcement import create_announcement
from danshu.announcements.operations.delete_announcement import delete_announcement
from danshu.announcements.operations.edit_announcement import edit_announcement
from danshu.announcements.operations.publish_announcement import publish_announcement
from danshu.announcements.operations.withdraw_announcement import withdraw_announcement
from danshu.announcements.permissions import EDIT, PUBLISH
from danshu.announcements.queries import kept
from danshu.announcements.web.forms import AnnouncementForm, initial_of
from danshu.announcements.web.lists import readers_list
from danshu.announcements.web.shown import kept_page
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.keys import key_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import list_view
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


def crumbs(row: Announcement | None = None) -> list[tuple[str, str]]:
    """The way back to the list, or to the announcement."""
    path = [(_("公告管理"), reverse("announcements:kept_list"))]
    return [*path, (row.title, reverse("announcements:kept", args=[row.pk]))] if row else path


@allowed_to(EDIT)
def kept_one(request: ActorRequest, pk: int) -> HttpResponse:
    """One announcement with its readers, attachments and history."""
    row = kept(request.actor, pk)
    return render_page(request, "announcements/kept.html", {"page": kept_page(request, row, crumbs()), "row": row})


@allowed_to(EDIT)
def readers(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Who has read and confirmed it, and who not."""
    kept(request.actor, pk)
    return list_view(readers_list(pk))(cast(HttpRequest, request))


@allowed_to(EDIT)
def new(request: ActorRequest) -> HttpResponse:
    """Write one; ?copy= starts from another one."""
    copied = key_of(request.GET.get("copy"))
    initial = initial_of(kept(request.actor, copied), is_copy=True) if copied is not None else {}
    form = AnnouncementForm(posted(request), initial=initial)

    def save() -> str:
        row = create_announcement.keyed(form.token)(data=form.announcement_data(), actor=request.actor, at=now())
        done(request, _("公告「%(title)s」已存为草稿，发布后才显示") % {"title": row.title})
        return reverse("announcements:kept", args=[row.pk])

    context = {"breadcrumb": crumbs(), "save_label": _("存为草稿")}
    return form_page(
        request, form, save, title=_("新建公告"), back_url=reverse("announcements:kept_list"), context=context
    )


@allowed_to(EDIT)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a draft, or one that is published."""
    row = kept(request.actor, pk)
    if row.status == AnnouncementStatus.WITHDRAWN:
        raise AnnouncementWithdrawn(title=row.title)
    is_published = row.status == AnnouncementStatus.PUBLISHED
    if is_published:
        request.actor.require(PUBLISH)
    form = AnnouncementForm(posted(request), is_published=is_published, initial=initial_of(row))
    back = reverse("announcements:kept", args=[pk])

    def save() -> str:
        edit_announcement.keyed(form.token)(
            announcement_id=pk, seen_version=form.seen_version, data=form.announcement_data(),
            ask_anew=bool(form.values.get("ask_anew")), actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("公告「%(title)s」已保存") % {"title": form.values["title"]})
        return back

    return form_page(request, form, save, title=_("修改公告"), back_url=back, context={"breadcrumb": crumbs(row)})


@require_POST
@allowed_to(PUBLISH)
def publish(request: ActorRequest, pk: int) -> HttpResponse:
    """Everybody it addresses sees it (POST)."""
    seen = key_of(request.POST.get("version"))
    row = publish_announcement(announcement_id=pk, seen_version=seen, actor=request.actor, at=now())
    done(request, _("公告「%(title)s」已发布") % {"title": row.title})
    return go(request, reverse("announcements:kept", args=[pk]))


@allowed_to(PUBLISH)
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then show it to nobody any more."""
    row = kept(request.actor, pk, PUBLISH)
    call: dict[str, Any] = {"announcement_id": pk, "seen_version": None, "actor": request.actor}

    def impact() -> Impact:
        withdraw_announcement.dry_run(**call, at=now())
        return Impact(
            title=_("撤回公告「%(title)s」？") % {"title": row.title},
            effects=[Effect("announcements.withdrawn", _("马上不再显示，阅读情况保留；撤回后不能恢复"), "warn")],
            do_label=pgettext("公告", "撤回"), keep_label=pgettext("公告", "保留"), reason="optional",
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        withdraw_announcement.keyed(key)(**call, reason=reason, at=now())
        done(request, _("公告「%(title)s」已撤回") % {"title": row.title})
        return reverse("announcements:kept", args=[pk])

    return confirm(request, impact=impact, act=act, back_url=reverse("announcements:kept", args=[pk]))


@allowed_to(EDIT)
def delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then delete a draft."""
    row = kept(request.actor, pk)

    def impact() -> Impact:
        delete_announcement.dry_run(announcement_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除公告草稿「%(title)s」？") % {"title": row.title}, hint=_("草稿和它的附件不再存在"),
            do_label=_("删除"), keep_label=pgettext("公告", "保留"), reason="",
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        delete_announcement.keyed(key)(announcement_id=pk, actor=request.actor, at=now())
        done(request, _("公告草稿「%(title)s」已删除") % {"title": row.title})
        return reverse("announcements:kept_list")

    return confirm(request, impact=impact, act=act, back_url=reverse("announcements:kept", args=[pk]))
