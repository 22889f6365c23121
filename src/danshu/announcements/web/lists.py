"""The announcements that address a person, and those that a publisher keeps (ACC-025)."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.announcements.lifecycle import AnnouncementStatus
from danshu.announcements.models import Announcement, AnnouncementType, Audience
from danshu.announcements.operations.delete_announcement import delete_announcement
from danshu.announcements.operations.read_announcement import read_announcement
from danshu.announcements.operations.withdraw_announcement import withdraw_announcement
from danshu.announcements.permissions import EDIT, PUBLISH
from danshu.announcements.queries import kept, kept_by, readers, shown_to
from danshu.announcements.web.statuses import READ_STATES, STATUSES
from danshu.identity.permissions import SIGNED_IN
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    RowAction,
    Tab,
    TextFilter,
    literal,
)
from danshu.ui.lists.spec import SPECS

TITLE = TextFilter(key="title", label=_("标题"), common=True)
TYPE = ChoiceFilter(key="type", label=_("类型"), choices=AnnouncementType.choices, common=True)


def read_state(row: Announcement) -> str:
    """What a person has done with an announcement."""
    if row.confirmed_at is not None:
        return "confirmed"
    if row.read_at is None:
        return "unread"
    return "waiting" if row.must_confirm else "read"


def _url(row: Announcement) -> str:
    return reverse("announcements:announcement", args=[row.pk])


def kept_url(row: Announcement) -> str:
    """The publisher's page of an announcement."""
    return reverse("announcements:kept", args=[row.pk])


def _acts(actor: Actor) -> list[Action]:
    if not actor.can(EDIT):
        return []
    return [Action(label=_("新建公告"), url=reverse("announcements:new"), icon="plus", tone="primary", key="N")]


def _manage(actor: Actor) -> list[Action]:
    if not actor.can(EDIT):
        return []
    return [Action(label=_("公告管理"), url=reverse("announcements:kept_list"), icon="settings")]


ANNOUNCEMENTS = ListSpec(
    name="announcements.shown",
    title=_("系统公告"),
    noun=counter_word("announcements", "条"),
    rows=shown_to,
    permission=SIGNED_IN,
    url_name="announcements:list",
    label_of=str,
    sort="-published_at",
    search=literal("title", "content"),
    search_hint=_("标题、内容"),
    columns=[
        Column(key="title", label=_("标题"), kind="link", url=_url, card="title",
               tag=lambda row: _("置顶") if row.is_top else ""),
        Column(key="type", label=_("类型"), value=lambda row: row.get_type_display(), card="left"),
        Column(key="published_at", label=pgettext_lazy("公告", "发布时间"), kind="datetime", sort="rank", card="date"),
        Column(key="published_by_name", label=pgettext_lazy("公告", "发布人"), tone="soft", card="middle"),
        Column(key="to_date", label=_("结束日期"), kind="date", tone="soft"),
        Column(key="state", label=_("状态"), kind="status", value=read_state, statuses=READ_STATES, main=True, card="status"),
    ],
    tabs=[
        Tab(key="unread", label=_("未读"), where=Q(read_at=None)),
        Tab(key="waiting", label=pgettext_lazy("公告", "待确认"), where=Q(must_confirm=True, confirmed_at=None), hot=True),
        Tab(key="all", label=_("全部"), counted=False),
    ],
    filters=[TITLE, TYPE, DateRangeFilter(key="on", label=pgettext_lazy("公告", "发布时间"), path="published_at", moments=True)],
    batch=[
        BatchAction(
            key="read", label=_("设为已读"), done=with_count("%(count)s 条已设为已读"),
            run=lambda row, c: read_announcement(announcement_id=row.pk, actor=c.actor, at=c.at),
        ),
    ],
    acts=_manage,
    empty_title=_("没有公告"),
    empty_text=_("公司发给你的公告会出现在这里"),
)  # fmt: skip

KEPT = ListSpec(
    name="announcements.kept",
    title=_("公告管理"),
    noun=counter_word("announcements", "条"),
    section=_("系统"),
    rows=kept_by,
    permission=EDIT,
    url_name="announcements:kept_list",
    label_of=str,
    search=literal("title", "content"),
    search_hint=_("标题、内容"),
    columns=[
        Column(key="title", label=_("标题"), kind="link", url=kept_url, sort="title", card="title",
               tag=lambda row: _("置顶") if row.is_top else ""),
        Column(key="type", label=_("类型"), value=lambda row: row.get_type_display(), card="left"),
        Column(key="audience", label=pgettext_lazy("公告", "对象"), value=lambda row: row.get_audience_display(), card="middle"),
        Column(key="from_date", label=_("开始日期"), kind="date", sort="from_date", card="date"),
        Column(key="to_date", label=_("结束日期"), kind="date", sort="to_date", nullable=True),
        Column(key="read_count", label=pgettext_lazy("公告", "已读人数"), kind="number"),
        Column(key="confirmed_count", label=pgettext_lazy("公告", "已确认人数"), kind="number",
               value=lambda row: row.confirmed_count if row.must_confirm else None),
        Column(key="owner_name", label=_("编写人"), tone="soft", hidden=True),
        Column(key="status", label=_("状态"), kind="status", statuses=STATUSES, main=True, card="status"),
    ],
    tabs=[
        Tab(key="draft", label=AnnouncementStatus.DRAFT.label, where=Q(status=AnnouncementStatus.DRAFT)),
        Tab(key="published", label=AnnouncementStatus.PUBLISHED.label, where=Q(status=AnnouncementStatus.PUBLISHED)),
        Tab(key="all", label=_("全部"), counted=False),
    ],
    filters=[TITLE, TYPE, ChoiceFilter(key="audience", label=pgettext_lazy("公告", "对象"), choices=Audience.choices)],
    batch=[
        BatchAction(
            key="withdraw", label=pgettext_lazy("公告", "撤回"), icon="ban", permission=PUBLISH, danger=True,
            confirm=with_count("撤回 %(count)s 条公告？"), keep=pgettext_lazy("公告", "保留"), reason="optional",
            effect=_("马上不再显示，阅读情况保留；撤回后不能恢复"), done=with_count("已撤回 %(count)s 条公告"),
            run=lambda row, c: withdraw_announcement.keyed(c.key(row))(
                announcement_id=row.pk, seen_version=None, reason=c.reason, actor=c.actor, at=c.at
            ),
        ),
        BatchAction(
            key="delete", label=_("删除"), icon="trash", danger=True, confirm=with_count("删除 %(count)s 条公告草稿？"),
            keep=pgettext_lazy("公告", "保留"), effect=_("草稿和它的附件不再存在"), done=with_count("已删除 %(count)s 条公告草稿"),
            run=lambda row, c: delete_announcement.keyed(c.key(row))(announcement_id=row.pk, actor=c.actor, at=c.at),
        ),
    ],
    row_actions=[
        RowAction(
            label=_("修改"), icon="pencil",
            url=lambda row: "" if row.status == AnnouncementStatus.WITHDRAWN else reverse("announcements:edit", args=[row.pk]),
        ),
    ],
    row_class=lambda row: "void" if row.status == AnnouncementStatus.WITHDRAWN else "",
    acts=_acts,
    empty_title=_("还没有公告"),
    empty_text=_("写好草稿，发布后对象在有效期内看到"),
)  # fmt: skip


@lru_cache(maxsize=256)
def readers_list(pk: int) -> ListSpec:
    """Who has read and confirmed one announcement, and who has not; only those whom it addresses today."""
    SPECS.pop("announcements.readers", None)
    return ListSpec(
        name="announcements.readers", title=pgettext_lazy("公告", "阅读情况"), noun=counter_word("people", "人"),
        section=_("公告管理"), rows=lambda actor: readers(kept(actor, pk)), permission=EDIT,
        url_name="announcements:readers", url_kwargs={"pk": pk}, label_of=lambda user: user.full_name, sort="full_name",
        search=literal("full_name", "user_name"), search_hint=_("姓名、用户名"),
        columns=[
            Column(key="full_name", label=_("姓名"), sort="full_name", card="title"),
            Column(key="unit.name", label=_("主要组织"), card="left"),
            Column(key="read_at", label=pgettext_lazy("公告", "阅读时间"), kind="datetime", sort="read_at", nullable=True),
            Column(key="confirmed_at", label=pgettext_lazy("公告", "确认时间"), kind="datetime", sort="confirmed_at",
                   nullable=True, card="date"),
            Column(key="state", label=_("状态"), kind="status", statuses=READ_STATES, main=True, card="status"),
        ],
        tabs=[
            Tab(key="unread", label=_("未读"), where=Q(state="unread")),
            Tab(key="read", label=_("已读"), where=~Q(state="unread")),
            Tab(key="confirmed", label=pgettext_lazy("公告", "已确认"), where=Q(state="confirmed")),
            Tab(key="all", label=_("全部")),
        ],
        empty_title=_("没有人"), empty_text=_("换一个状态看看"),
    )  # fmt: skip
