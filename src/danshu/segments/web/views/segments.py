"""Pages of segments (CUS-012)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.audit.queries import history
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import told, with_count
from danshu.parties.permissions import VIEW_CUSTOMERS
from danshu.segments import permissions as rights
from danshu.segments.conditions import condition_text
from danshu.segments.models import Segment
from danshu.segments.operations.add_members import add_members
from danshu.segments.operations.define_segment import define_segment
from danshu.segments.operations.delete_segment import delete_segment
from danshu.segments.operations.edit_segment import edit_segment
from danshu.segments.operations.recompute_segment import recompute_segment
from danshu.segments.queries import member_rows, segment_by_id
from danshu.segments.web.choosing import about_customers, chosen_customers
from danshu.segments.web.forms import JoinForm, SegmentForm, segment_initial
from danshu.segments.web.lists import KINDS, SEGMENTS, customer_url, members_url, segment_url
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link
from danshu.ui.formats import datetime_text
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import neighbours
from danshu.ui.messages import done
from danshu.ui.responses import render_page

NEWEST = 8


def _path() -> list[tuple[Any, str]]:
    return [(SEGMENTS.title, reverse("segments:list"))]


@allowed_to(rights.VIEW)
def segment(request: ActorRequest, pk: int) -> HttpResponse:
    """One segment: what it asks for, how many are in it, the newest of them."""
    row = segment_by_id(pk)
    rows = member_rows(request.actor).filter(segment_id=pk)
    seen, links = rows.count(), [
        Link(label=m.customer_name, url=customer_url(m), note=m.customer_number, icon="users")
        for m in rows.order_by("-pk")[:NEWEST]
    ]  # fmt: skip
    more = _("查看全部成员") if seen else ""
    page = DetailPage(
        title=row.name,
        status=KINDS[str(row.is_dynamic)],
        subtitle=row.remark or _("客户分群"),
        actions=_actions(request, row),
        facts=[
            *([Fact(label=_("成员数"), value=f"{row.member_count:,}")] if request.actor.can(rights.CONFIGURE) else []),
            Fact(label=_("你能看到的"), value=f"{seen:,}"),
            Fact(label=_("最近计算"), value=datetime_text(row.computed_at) if row.computed_at else "—"),
        ],
        cards=[Card(title=_("最近加入的成员"), links=links, more_url=members_url(pk) if seen else "", more_label=more,
                    empty=_("没有你能看到的成员"))],
        timeline=history("segments.segment", pk),
        breadcrumb=_path(),
        neighbours=neighbours(request, SEGMENTS, request.actor, row, segment_url),
    )  # fmt: skip
    context = {"page": page, "row": row, "conditions": [condition_text(each) for each in row.conditions]}
    return render_page(request, "segments/segment.html", context)


def _actions(request: ActorRequest, row: Segment) -> list[Action]:
    made = [Action(label=_("查看成员"), url=members_url(row.pk), icon="users")]
    if not request.actor.can(rights.CONFIGURE):
        return made
    key = [row.pk]
    made.append(Action(label=_("修改"), url=reverse("segments:edit", args=key), icon="pencil", key="E"))
    if row.conditions:
        url = reverse("segments:recompute", args=key)
        made.append(Action(label=_("重新计算"), url=url, method="dialog", icon="refresh"))
    url = reverse("segments:delete", args=key)
    made.append(Action(label=_("删除分群"), url=url, method="dialog", tone="danger", icon="trash", menu=True))
    return made


@allowed_to(rights.CONFIGURE)
def new(request: ActorRequest) -> HttpResponse:
    """A new segment, filled at once."""
    form = SegmentForm(posted(request))

    def save() -> str:
        row = define_segment.keyed(form.token)(values=form.entered, actor=request.actor, at=now())
        text = with_count("分群「%(name)s」已建立，现有 %(count)s 家客户")
        done(request, told(text, {"name": row.name, "count": row.member_count}))
        return segment_url(row)

    back = reverse("segments:list")
    return form_page(request, form, save, title=_("新建分群"), back_url=back, context={"breadcrumb": _path()})


@allowed_to(rights.CONFIGURE)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a segment."""
    row = segment_by_id(pk)
    form = SegmentForm(posted(request), initial=segment_initial(row))

    def save() -> str:
        edit_segment.keyed(form.token)(
            segment_id=pk, values=form.entered, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("分群「%(name)s」已保存") % {"name": form.entered["name"]})
        return segment_url(row)

    context = {"breadcrumb": [*_path(), (row.name, segment_url(row))]}
    return form_page(request, form, save, title=_("修改分群"), back_url=segment_url(row), context=context)


@allowed_to(rights.CONFIGURE)
def recompute(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: who would join and leave; POST: do it."""
    row = segment_by_id(pk)

    def impact() -> Impact:
        trial = recompute_segment.dry_run(segment_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("重新计算分群「%(name)s」？") % {"name": row.name}, effects=trial.effects, reason="", danger=False,
            do_label=_("重新计算"), keep_label=_("返回"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        found = recompute_segment.keyed(key)(segment_id=pk, actor=request.actor, at=now())
        text = with_count("分群「%(name)s」现有 %(count)s 家客户")
        done(request, told(text, {"name": found.name, "count": found.member_count}))
        return segment_url(row)

    return confirm(request, impact=impact, act=act, back_url=segment_url(row))


@allowed_to(rights.CONFIGURE)
def delete(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what goes with it; POST: delete."""
    row = segment_by_id(pk)

    def impact() -> Impact:
        trial = delete_segment.dry_run(segment_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除分群「%(name)s」？") % {"name": row.name}, effects=trial.effects, reason="optional",
            do_label=_("删除分群"), keep_label=_("保留分群"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        delete_segment.keyed(key)(segment_id=pk, reason=reason, version=row.version, actor=request.actor, at=now())
        done(request, _("分群「%(name)s」已删除") % {"name": row.name})
        return reverse("segments:list")

    return confirm(request, impact=impact, act=act, back_url=segment_url(row))


@allowed_to(rights.CONFIGURE)
def join(request: ActorRequest) -> HttpResponse:
    """Put the customers in ?ids= into a static segment."""
    chosen = chosen_customers(request, VIEW_CUSTOMERS)
    form, back = JoinForm(posted(request)), reverse("parties:customer_list")

    def save() -> str:
        pk = int(form.values["segment"])
        joined = add_members.keyed(form.token)(
            segment_id=pk, customer_ids=[row[0] for row in chosen], actor=request.actor, at=now()
        )
        done(request, told(with_count("已加入 %(count)s 家客户"), {"count": joined}))
        return members_url(pk)

    context = {
        "breadcrumb": [(pgettext("列表", "客户"), back)], "save_label": _("加入分群"),
        **about_customers(chosen, _("所选客户")),
    }  # fmt: skip
    return form_page(request, form, save, title=_("加入分群"), back_url=back, context=context)
