"""Pages of outgoing notifications."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.integrations.lifecycle import Kind
from danshu.integrations.messages import refusal_in, signing_key, trial_of
from danshu.integrations.models import Endpoint
from danshu.integrations.operations.delete_endpoint import delete_endpoint
from danshu.integrations.operations.renew_signing_key import renew_signing_key
from danshu.integrations.operations.save_endpoint import save_endpoint
from danshu.integrations.outgoing import NotAllowed, post
from danshu.integrations.permissions import CONFIGURE, VIEW
from danshu.integrations.queries import endpoint_by_id
from danshu.integrations.rules import require_reachable
from danshu.integrations.web.forms import EndpointForm
from danshu.integrations.web.lists import ACTIVE, ENDPOINTS, STATUSES, endpoint_url, event_label, newest, of_endpoint
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.trail import history
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import listed
from danshu.ui.detail import Action, Card, DetailPage
from danshu.ui.formats import datetime_text
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done, warn
from danshu.ui.responses import go, render_page


def _crumbs() -> list[tuple[str, str]]:
    return [(str(ENDPOINTS.title), reverse("integrations:list"))]


@allowed_to(CONFIGURE)
def new(request: ActorRequest) -> HttpResponse:
    """A new receiver."""
    return _form(request, None)


@allowed_to(CONFIGURE)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Another content of a receiver."""
    return _form(request, endpoint_by_id(request.actor, pk))


def _form(request: ActorRequest, row: Endpoint | None) -> HttpResponse:
    initial = (
        {"version": row.version, **{n: getattr(row, n) for n in ("name", "kind", "events", "is_active")}} if row else {}
    )
    form = EndpointForm(posted(request), initial=initial, row=row)

    def save() -> str:
        entry = form.entry().checked(is_new=row is None)
        if entry.url:
            require_reachable(entry.url)
        saved = save_endpoint.keyed(form.token)(
            entry=entry,
            endpoint_id=row.pk if row else None,
            seen_version=form.seen_version,
            actor=request.actor,
            at=now(),
        )
        done(request, _("「%(name)s」已保存") % {"name": saved.name})
        return endpoint_url(saved)

    title = _("修改接收方「%(name)s」") % {"name": row.name} if row else _("新增接收方")
    back = endpoint_url(row) if row else reverse("integrations:list")
    return form_page(request, form, save, title=title, back_url=back, context={"breadcrumb": _crumbs()})


@allowed_to(VIEW)
def endpoint(request: ActorRequest, pk: int) -> HttpResponse:
    """One receiver: what it gets, what went out last; the signing key for those who configure."""
    row = endpoint_by_id(request.actor, pk)
    may = request.actor.can(CONFIGURE)
    pairs = [
        (_("类型"), Kind(row.kind).label), (_("主机"), row.host),
        (_("事件"), listed(event_label(name) for name in row.events)),
    ]  # fmt: skip
    if row.kind == Kind.WEBHOOK and may:
        pairs.append((_("签名密钥"), signing_key(row)))
    sent = [
        (f"{event_label(each.name)} {each.aggregate}", f"{STATUSES[each.status].label} {datetime_text(each.queued_at)} {each.answer}")
        for each in newest(row)
    ]  # fmt: skip
    page = DetailPage(
        title=row.name,
        status=ACTIVE[str(row.is_active)],
        subtitle=Kind(row.kind).label,
        actions=_actions(row, may),
        cards=[Card(title=_("接收方"), pairs=pairs), Card(title=_("最近的发送"), pairs=sent)],
        timeline=history("integrations.endpoint", row.pk),
        breadcrumb=_crumbs(),
    )
    return render_page(request, "ui/detail.html", {"page": page})


def _actions(row: Endpoint, may: bool) -> list[Action]:
    found = [Action(label=_("发送记录"), url=of_endpoint(row), icon="send")]
    if not may:
        return found
    own = [row.pk]
    if row.kind == Kind.WEBHOOK:
        renew = reverse("integrations:renew", args=own)
        found.append(Action(label=_("更换签名密钥"), url=renew, icon="refresh", method="dialog"))
    return [
        Action(label=_("修改"), url=reverse("integrations:edit", args=own), icon="pencil", key="E", tone="primary"),
        Action(label=_("发送测试"), url=reverse("integrations:trial", args=own), icon="send", method="post"),
        *found,
        Action(
            label=_("删除"), url=reverse("integrations:delete", args=own), icon="trash", method="dialog", tone="danger"
        ),
    ]


@require_POST
@allowed_to(CONFIGURE)
def trial(request: ActorRequest, pk: int) -> HttpResponse:
    """POST: send an example at once and tell what the other side said; nothing is stored."""
    row = endpoint_by_id(request.actor, pk)
    try:
        asked = trial_of(row, at=now())
        answer = post(asked.url, asked.body, asked.headers)
        refusal = refusal_in(row.kind, answer.status, answer.text)
    except NotAllowed as error:
        refusal = str(error)
    if refusal:
        warn(request, _("「%(name)s」没有接受测试：%(reason)s") % {"name": row.name, "reason": refusal})
    else:
        done(request, _("「%(name)s」已收到测试") % {"name": row.name})
    return go(request, endpoint_url(row))


@allowed_to(CONFIGURE)
def renew(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then sign with another key."""
    row = endpoint_by_id(request.actor, pk)

    def impact() -> Impact:
        renew_signing_key.dry_run(endpoint_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("更换「%(name)s」的签名密钥？") % {"name": row.name},
            effects=[Effect("integrations.renew", _("旧密钥立即失效；对方换成新密钥之前会拒收"), "warn")],
            do_label=_("更换密钥"), keep_label=_("保留密钥"), reason="",
        )  # fmt: skip

    def act(_reason: str, key: str) -> str:
        renew_signing_key.keyed(key)(endpoint_id=pk, actor=request.actor, at=now())
        done(request, _("「%(name)s」的签名密钥已更换") % {"name": row.name})
        return endpoint_url(row)

    return confirm(request, impact=impact, act=act, back_url=endpoint_url(row))


@allowed_to(CONFIGURE)
def delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then remove a receiver."""
    row = endpoint_by_id(request.actor, pk)

    def impact() -> Impact:
        delete_endpoint.dry_run(endpoint_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除接收方「%(name)s」？") % {"name": row.name},
            effects=[Effect("integrations.gone", _("不再收到通知，等待发送的也不再发出；发送记录一起删除"), "warn")],
            do_label=_("删除接收方"), keep_label=_("保留接收方"), reason="",
        )  # fmt: skip

    def act(_reason: str, key: str) -> str:
        delete_endpoint.keyed(key)(endpoint_id=pk, actor=request.actor, at=now())
        done(request, _("接收方「%(name)s」已删除") % {"name": row.name})
        return reverse("integrations:list")

    return confirm(request, impact=impact, act=act, back_url=endpoint_url(row))
