"""What the publisher's page of an announcement shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.access.queries import role_codes
from danshu.announcements.holders import KIND
from danshu.announcements.lifecycle import AnnouncementStatus
from danshu.announcements.models import Announcement, Audience
from danshu.announcements.permissions import EDIT, PUBLISH
from danshu.announcements.queries import readers, unit_names
from danshu.announcements.web.statuses import STATUSES
from danshu.files.web.part import attachments
from danshu.kit.clock import business_date, now
from danshu.kit.history import history
from danshu.kit.web import ActorRequest
from danshu.ui.detail import Action, Card, DetailPage, Fact, Notice
from danshu.ui.formats import date_text, datetime_text


def kept_page(request: ActorRequest, row: Announcement, path: Sequence[tuple[str, str]]) -> DetailPage:
    """The page: what it says to whom, how many have read it, what may be done."""
    is_open = row.status != AnnouncementStatus.WITHDRAWN
    return DetailPage(
        title=row.title,
        status=STATUSES[row.status],
        tags=[
            row.get_type_display(),
            *([_("置顶")] if row.is_top else []),
            *([_("须确认")] if row.must_confirm else []),
        ],
        actions=_actions(request, row),
        notices=_notices(row),
        facts=_facts(row) if row.status == AnnouncementStatus.PUBLISHED else (),
        cards=[Card(title=_("基本信息"), pairs=_pairs(row))],
        parts=[attachments(request, KIND, row.pk, is_open=is_open)],
        timeline=history(KIND, row.pk),
        breadcrumb=path,
    )


def _facts(row: Announcement) -> list[Fact]:
    people = readers(row)
    total, read = people.count(), people.exclude(state="unread").count()
    facts = [
        Fact(label=pgettext("公告", "对象人数"), value=str(total)),
        Fact(label=_("已读"), value=str(read)),
        Fact(label=_("未读"), value=str(total - read), tone="warn" if total > read else ""),
    ]
    if row.must_confirm:
        facts.append(Fact(label=pgettext("公告", "已确认"), value=str(people.filter(state="confirmed").count())))
    return facts


def _notices(row: Announcement) -> list[Notice]:
    today = business_date(now())
    if row.status != AnnouncementStatus.PUBLISHED:
        return []
    if row.from_date > today:
        text = _("%(day)s 起显示，到时通知对象") % {"day": date_text(row.from_date)}
        return [Notice(title=_("还没有开始显示"), text=text, tone="neutral")]
    if row.to_date is not None and row.to_date < today:
        return [Notice(title=_("有效期已过，不再显示"), tone="neutral")]
    return []


def _pairs(row: Announcement) -> list[tuple[str, Any]]:
    labels = dict(role_codes())
    names = [labels.get(code, code) for code in row.role_codes]
    names += unit_names(row) if row.audience == Audience.UNITS else []
    first = date_text(row.from_date)
    days = f"{first} – {date_text(row.to_date)}" if row.to_date else pgettext("公告", "%(day)s 起") % {"day": first}
    return [
        (pgettext("公告", "对象"), row.get_audience_display()),
        *([(_("名单"), " ".join(names))] if names else []),
        (_("有效期"), days),
        (_("编写人"), row.owner_name),
        (pgettext("公告", "发布人"), row.published_by_name),
        (pgettext("公告", "发布时间"), datetime_text(row.published_at) if row.published_at else ""),
        *([(pgettext("公告", "确认轮次"), row.round)] if row.round > 1 else []),
    ]


def _actions(request: ActorRequest, row: Announcement) -> list[Action]:
    can, args = request.actor.can, [row.pk]
    is_draft, is_published = row.status == AnnouncementStatus.DRAFT, row.status == AnnouncementStatus.PUBLISHED
    version = {"version": str(row.version)}
    offers = [
        (is_draft or (is_published and can(PUBLISH)), EDIT,
         Action(label=_("修改"), url=reverse("announcements:edit", args=args), icon="pencil", key="E")),
        (not is_draft, EDIT,
         Action(label=pgettext("公告", "阅读情况"), url=reverse("announcements:readers", args=args), icon="users")),
        (True, EDIT, Action(label=_("复制"), url=f"{reverse('announcements:new')}?copy={row.pk}", icon="copy", menu=True)),
        (is_draft, PUBLISH, Action(label=pgettext("公告", "发布"), url=reverse("announcements:publish", args=args), method="post",
                                   tone="primary", icon="send", fields=version)),
        (is_published, PUBLISH, Action(label=pgettext("公告", "撤回"), url=reverse("announcements:withdraw", args=args),
                                       method="dialog", tone="danger")),
        (is_draft, EDIT, Action(label=_("删除"), url=reverse("announcements:delete", args=args), method="dialog", menu=True,
                                tone="danger")),
    ]  # fmt: skip
    return [action for possible, permission, action in offers if possible and can(permission)]
