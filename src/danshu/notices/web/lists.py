"""The list of a person's own notices."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.identity.permissions import SIGNED_IN
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.notices.kinds import KINDS, kind_called
from danshu.notices.operations.mark_read import mark_read
from danshu.notices.queries import notices_of
from danshu.notices.reading import text_of
from danshu.ui.detail import Action
from danshu.ui.lists import BatchAction, ChoiceFilter, Column, DateRangeFilter, ListSpec, Tab, literal
from danshu.ui.statuses import Status, Statuses

READ_OR_NOT = Statuses({"True": Status(_("已读")), "False": Status(_("未读"), "info", "full")})


def kind_choices(_actor: Actor) -> list[tuple[str, str]]:
    """All kinds by their groups."""
    return [(kind.code, f"{kind.group} · {kind.label}") for kind in KINDS.values()]


def _acts(actor: Actor) -> list[Action]:
    url = reverse("notices:read_all")
    return [
        Action(label=_("接收设置"), url=reverse("notices:preferences"), icon="settings"),
        Action(label=_("全部设为已读"), url=url, method="post", icon="checks"),
    ]


NOTICES = ListSpec(
    name="notices.own",
    title=_("通知"),
    noun=counter_word("notifications", "条"),
    rows=lambda actor: notices_of(actor.user_id or 0),
    permission=SIGNED_IN,
    url_name="notices:list",
    label_of=text_of,
    sort="-created_at",
    search=literal("text", "text_en"),
    search_hint=_("通知内容"),
    columns=[
        Column(key="text", label=pgettext_lazy("列", "通知"), kind="link", value=text_of, url=lambda row: row.url, card="title"),
        Column(key="kind", label=_("通知类别"), value=lambda row: kind_called(row.kind), tone="muted", card="left"),
        Column(key="created_at", label=_("时间"), kind="datetime", sort="id", card="date"),
        Column(
            key="read", label=_("状态"), kind="status", value=lambda row: row.read_at is not None,
            statuses=READ_OR_NOT, main=True, card="status",
        ),
    ],
    filters=[
        ChoiceFilter(key="kind", label=_("通知类别"), choices=kind_choices, common=True),
        DateRangeFilter(key="on", label=_("时间"), path="created_at", moments=True, common=True),
    ],
    tabs=[Tab(key="unread", label=_("未读"), where=Q(read_at=None)), Tab(key="all", label=_("全部"), counted=False)],
    batch=[
        BatchAction(
            key="read",
            label=_("设为已读"),
            done=with_count("%(count)s 条已设为已读"),
            run=lambda row, c: mark_read(notice_ids=[row.pk], actor=c.actor, at=c.at),
        ),
    ],
    acts=_acts,
    empty_title=_("没有通知"),
    empty_text=_("与你有关的事情会出现在这里"),
)  # fmt: skip
