"""The letter by which notices leave the house, and the notices of this module."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.parameters import parameter_value
from danshu.notices.kinds import mandatory_kinds
from danshu.notices.letters import Example, Letter, Names, Words, letter
from danshu.notices.queries import notices_of
from danshu.notices.reading import text_of

BY_MAIL = "notices.by_mail"
NAMES = Names()


def _delivered() -> Words:
    text = _("%(name)s：\n\n%(text)s\n\n登录系统，在通知里查看。\n%(company)s") % NAMES
    return Words(_("通知：%(text)s") % NAMES, text)


def _example(actor: Actor, _number: str) -> Example | None:
    notice = notices_of(actor.user_id or 0).first()
    facts = {"name": actor.name, "company": parameter_value("company_name")}
    return None if notice is None else Example(text_of(notice), facts | {"text": text_of(notice)})


letter(
    Letter(
        code=BY_MAIL,
        label=gettext_lazy("给同事的通知"),
        occasion=gettext_lazy("同事选择用邮件接收的通知"),
        placeholders={
            "name": gettext_lazy("收件人的姓名"),
            "text": gettext_lazy("通知的内容"),
            "company": gettext_lazy("公司名称"),
        },
        delivered=_delivered,
        example=_example,
        required=frozenset({"text"}),
    )
)  # fmt: skip
mandatory_kinds(pgettext_lazy("通知类别", "系统"), notices__message_failed=gettext_lazy("我写的邮件没有发出"))
