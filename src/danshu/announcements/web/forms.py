"""The form of an announcement; it lays out and converts, the operations decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.access.queries import role_codes
from danshu.announcements.models import CONTENT_LENGTH, TITLE_LENGTH, Announcement, AnnouncementType, Audience
from danshu.announcements.rules import AnnouncementData
from danshu.identity.queries import unit_choices
from danshu.identity.web.fields import Ticks
from danshu.kit.clock import business_date, now
from danshu.ui.fields import ChoiceField, DateField, RemarkField, TextField
from danshu.ui.forms import Form, Section


class AnnouncementForm(Form):
    """What is said, to whom, and for how long."""

    title = TextField(label=_("标题"), max_length=TITLE_LENGTH)
    type = ChoiceField(label=_("类型"), choices=AnnouncementType.choices)
    content = RemarkField(label=pgettext_lazy("公告", "内容"), max_length=CONTENT_LENGTH, required=True, rows=8)
    audience = ChoiceField(label=pgettext_lazy("公告", "对象"), choices=Audience.choices)
    unit_ids = forms.MultipleChoiceField(
        label=_("组织"), required=False, choices=unit_choices, widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("只在对象为「指定组织及下级」时选择"),
    )  # fmt: skip
    role_codes = forms.MultipleChoiceField(
        label=_("角色"), required=False, choices=role_codes, widget=Ticks, help_text=_("只在对象为「指定角色」时选择")
    )
    from_date = DateField(label=_("开始日期"))
    to_date = DateField(label=_("结束日期"), required=False, help_text=_("不填则一直显示到撤回"))
    is_top = forms.BooleanField(label=_("置顶"), required=False)
    must_confirm = forms.BooleanField(
        label=_("须确认"), required=False, help_text=_("对象登录后先看到它，确认之后才能继续工作")
    )
    ask_anew = forms.BooleanField(
        label=_("请大家重新阅读和确认"), required=False,
        help_text=_("所有人重新变为未读；以前的确认仍留在记录里。不勾选则已确认的仍算已确认"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, is_published: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"from_date": business_date(now())} | (kwargs.get("initial") or {})
        super().__init__(data, **kwargs)
        if not is_published:
            del self.fields["ask_anew"]

    sections = [
        Section(pgettext_lazy("公告", "内容"), ["title:3", "type", "content:4"]),
        Section(pgettext_lazy("公告", "对象"), ["audience:2", "unit_ids:2", "role_codes:4"]),
        Section(_("显示"), ["from_date:2", "to_date:2", "is_top:2", "must_confirm:2", "ask_anew:4"]),
    ]

    def announcement_data(self) -> AnnouncementData:
        """What was entered."""
        entered = {name: value for name, value in self.values.items() if name != "ask_anew"}
        units = tuple(int(pk) for pk in entered.pop("unit_ids"))
        return AnnouncementData(unit_ids=units, role_codes=tuple(entered.pop("role_codes")), **entered)


def initial_of(row: Announcement, *, is_copy: bool = False) -> dict[str, Any]:
    """What the form starts with; a copy begins today and has no end."""
    names = ["title", "type", "content", "audience", "role_codes", "is_top", "must_confirm"]
    if not is_copy:
        names += ["from_date", "to_date", "version"]
    units = [str(pk) for pk in row.units.values_list("unit_id", flat=True)]
    return {**{name: getattr(row, name) for name in names}, "unit_ids": units}
