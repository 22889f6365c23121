"""Pages of saved views."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.saved_views.models import SavedView
from danshu.saved_views.operations.delete_view import delete_view
from danshu.saved_views.operations.edit_view import edit_view
from danshu.saved_views.operations.save_view import save_view
from danshu.saved_views.permissions import KEEP
from danshu.saved_views.queries import view_rows
from danshu.saved_views.rules import ViewEntry
from danshu.saved_views.web.forms import ViewForm, initial_of, keys_of
from danshu.saved_views.web.lists import VIEWS, list_title
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import list_view
from danshu.ui.lists.spec import keeper_of
from danshu.ui.messages import done
from danshu.ui.responses import go

views = list_view(VIEWS)


def view_or_404(request: ActorRequest, pk: int) -> SavedView:
    """A view that the person may change. Raises NotFound."""
    row = view_rows(request.actor).filter(pk=pk).first()
    if row is None:
        raise NotFound()
    return row


def opened_url(row: SavedView) -> str:
    """The list, showing this view."""
    keeper = keeper_of(row.list_name)
    try:
        path = reverse(keeper.url_name) if keeper else reverse("saved_views:list")
    except NoReverseMatch:
        return reverse("saved_views:list")
    return f"{path}?view={row.pk}" + (f"&{row.query}" if row.query else "") if keeper else path


@allowed_to(KEEP)
def new(request: ActorRequest) -> HttpResponse:
    """POST from the popover of a list: keep what it shows."""
    form = ViewForm(posted(request), actor=request.actor)

    def save() -> str:
        if keeper_of(form.values["list_name"]) is None:
            raise NotFound()
        row = save_view.keyed(form.token)(
            list_name=form.values["list_name"], entry=form.entry(), actor=request.actor, at=now()
        )
        done(request, _("视图「%(name)s」已保存") % {"name": row.label})
        return opened_url(row)

    return form_page(request, form, save, title=_("保存视图"), back_url=reverse("saved_views:list"))


@allowed_to(KEEP)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Name, audience and place of a view; its content stays."""
    row = view_or_404(request, pk)
    form = ViewForm(posted(request), initial=initial_of(row), actor=request.actor)

    def save() -> str:
        entry = replace(form.entry(), query=row.query, columns=tuple(row.columns))
        edit_view.keyed(form.token)(
            view_id=pk, entry=entry, seen_version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("视图「%(name)s」已保存") % {"name": entry.label})
        return reverse("saved_views:list")

    title = _("修改视图「%(name)s」") % {"name": row.label}
    breadcrumb = [(VIEWS.title, reverse("saved_views:list"))]
    context = {"breadcrumb": breadcrumb, "about": [(_("列表"), list_title(row))]}
    return form_page(request, form, save, title=title, back_url=reverse("saved_views:list"), context=context)


@require_POST
@allowed_to(KEEP)
def update(request: ActorRequest, pk: int) -> HttpResponse:
    """POST from the popover of a list: the view keeps what the list shows now."""
    row = view_or_404(request, pk)
    audience = f"{row.audience}:{row.role}" if row.role else row.audience
    query, columns = request.POST.get("query", ""), keys_of(request.POST.get("columns", ""))
    entry = ViewEntry(row.label, query, columns, audience, row.opens_first)
    key = request.POST.get("form_token", "")
    row = edit_view.keyed(key)(view_id=pk, entry=entry, seen_version=row.version, actor=request.actor, at=now())
    done(request, _("视图「%(name)s」已更新") % {"name": row.label})
    return go(request, opened_url(row))


@allowed_to(KEEP)
def delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then remove a view."""
    row = view_or_404(request, pk)
    back_url = reverse("saved_views:list")

    def impact() -> Impact:
        delete_view.dry_run(view_id=pk, actor=request.actor, at=now())
        text = _("它从列表的标签里消失；共享的视图对所有人消失")
        return Impact(
            title=_("删除视图「%(name)s」？") % {"name": row.label},
            effects=[Effect("saved_views.gone", text, "warn")],
            hint=_("列表里的记录不受影响"),
            do_label=_("删除视图"),
            keep_label=_("保留视图"),
            reason="",
        )

    def act(_reason: str, key: str) -> str:
        delete_view.keyed(key)(view_id=pk, actor=request.actor, at=now())
        done(request, _("视图「%(name)s」已删除") % {"name": row.label})
        return back_url

    return confirm(request, impact=impact, act=act, back_url=back_url)
