"""The form of a receiver."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.identity.web.fields import Ticks
from danshu.integrations.lifecycle import Kind
from danshu.integrations.models import Endpoint
from danshu.integrations.published import EVENTS
from danshu.integrations.rules import LONGEST, EndpointEntry
from danshu.ui.fields import ChoiceField, NameField, TextField
from danshu.ui.forms import Form, Section


class EndpointForm(Form):
    """Name, kind, address, secret of a robot, events."""

    sections = [
        Section(_("接收方"), ["name:2", "kind:2", "url:4", "secret:4", "is_active:4"]),
        Section(_("通知哪些事件"), ["events:4"]),
    ]
    name = NameField(label=_("名称"), max_length=LONGEST["name"])
    kind = ChoiceField(label=_("类型"), choices=Kind.choices)
    url = TextField(label=_("接收地址"), required=False, max_length=LONGEST["url"])
    secret = TextField(
        label=_("机器人的加签密钥"), required=False, max_length=LONGEST["secret"],
        help_text=_("钉钉、飞书开启“加签”时填写；Webhook 的签名密钥由系统生成，在详情页查看"),
    )  # fmt: skip
    is_active = forms.BooleanField(label=pgettext_lazy("状态", "启用"), required=False, initial=True)
    events = forms.MultipleChoiceField(label=_("事件"), choices=list(EVENTS.items()), widget=Ticks, required=False)

    def __init__(self, *args: Any, row: Endpoint | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("https 网址；保存后只显示主机名。不填则保留原来的地址") if row else _("https 网址；保存后只显示主机名")
        self.fields["url"].help_text = hint
        self.fields["url"].starred = row is None  # type: ignore[attr-defined]
        self.fields["events"].starred = True  # type: ignore[attr-defined]
        for name in ("url", "secret"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def entry(self) -> EndpointEntry:
        """What was entered, as the operation takes it."""
        given = self.values
        return EndpointEntry(
            given["name"], given["kind"], tuple(given["events"]), given["url"], given["secret"], given["is_active"]
        )
