"""Notices and the letter of automatic rules (SYS-029, SYS-033, COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.kit.parameters import parameter_value
from danshu.notices.kinds import mandatory_kinds, notice_kinds
from danshu.notices.letters import Example, Letter, Names, Words, letter

GROUP = pgettext_lazy("通知类别", "自动化")

notice_kinds(GROUP, automation__told=_("自动规则的通知"))
mandatory_kinds(GROUP, automation__stopped=_("我的自动规则停了"))

BY_RULE = "automation.mail"
NAMES = Names()


def _delivered() -> Words:
    text = gettext("%(name)s，您好：\n\n%(text)s\n\n%(company)s") % NAMES
    return Words("{subject}", text)


def _example(actor: Actor, _number: str) -> Example:
    record = gettext("记录的编号和名称")
    facts = {
        "name": actor.name, "subject": gettext("规则里写的主题"), "text": gettext("规则里写的内容"), "record": record,
        "company": parameter_value("company_name"),
    }  # fmt: skip
    return Example(record, facts)


letter(
    Letter(
        code=BY_RULE, label=_("自动化规则的邮件"), occasion=_("自动化规则的动作「发送邮件」"),
        placeholders={
            "name": _("收件人的姓名"), "subject": _("规则里写的主题"), "text": _("规则里写的内容"), "record": _("记录的编号和名称"),
            "company": _("公司名称"),
        },
        delivered=_delivered, example=_example, required=frozenset({"text"}),
    )
)  # fmt: skip
