"""Rules for communications (SYS-011)."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.activities import dictionaries as lists
from danshu.activities.custom_declared import COMMUNICATION
from danshu.activities.models import Communication, Direction
from danshu.activities.permissions import VIEW_COMMUNICATIONS
from danshu.activities.queries import communications
from danshu.dictionaries.queries import choices
from danshu.parties import dictionaries as party_lists
from danshu.validation.hosts import Host, HostField, register_host
from danshu.validation.kinds import ValueType


def _named(dictionary: str) -> list[tuple[str, str]]:
    return [(str(pk), label) for pk, label in choices(dictionary)]


FIELDS = [
    *(
        HostField(name, label, ValueType.CHOICE, f"{name}_id", partial(_named, dictionary))
        for name, label, dictionary in (
            ("type", _("交流类型"), lists.COMMUNICATION_TYPE), ("relation", _("关系类型"), party_lists.RELATION),
            ("hot_spot", _("热点分类"), lists.HOT_SPOT), ("intention", _("客户意向"), party_lists.INTENTION),
            ("status", _("客户状态"), party_lists.STATUS),
        )
    ),
    HostField("contact", _("联系人"), ValueType.CHOICE, "contact_id"),
    HostField("direction", _("方向"), ValueType.CHOICE, options=partial(list, Direction.choices)),
    HostField("happened_at", _("交流时间"), ValueType.DATE),
    HostField("duration_minutes", _("时长（分钟）"), ValueType.NUMBER),
    HostField("content", pgettext_lazy("交流记录", "内容")),
    HostField("feedback", _("客户反馈")),
    HostField("result", _("结果")),
    HostField("next_step", _("下一步")),
    HostField("place", _("地点")),
    HostField("participants", _("参与人")),
]  # fmt: skip

register_host(
    Host(
        kind=COMMUNICATION, label=_("交流记录"), model="activities.Communication", permission=VIEW_COMMUNICATIONS,
        fields=FIELDS, visible=communications, alive=Communication.objects.alive, unit="customer__unit_id",
        person="responsible_id", title="customer__name",
    )
)  # fmt: skip
