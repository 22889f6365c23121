"""Put own words in place of the delivered ones (SYS-033)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.kit.words import listed
from danshu.notices.composing import template_of
from danshu.notices.letters import (
    LETTERS,
    PLACEHOLDER,
    TEMPLATE_BODY,
    TEMPLATE_SUBJECT,
    Letter,
    Words,
    missing_in,
    problems_in,
)
from danshu.notices.models import MessageTemplate
from danshu.notices.permissions import EDIT_TEMPLATE
from danshu.notices.templates_loading import label_of, locked_template

LIMITS = {"subject": TEMPLATE_SUBJECT, "body": TEMPLATE_BODY}


@operation("notices.edit_template", permission=EDIT_TEMPLATE, label=("修改消息模板", "Edit a message template"))
def edit_template(
    *, letter: str, language: str, subject: str, body: str, version: int | None = None, actor: Actor, at: datetime
) -> MessageTemplate:
    """From now on the letter is written with this text in this language; messages already written keep theirs.

    subject: one line of up to 100, body: up to 1,000 characters, with placeholders of the letter in braces; version: 0
    when the person was shown the delivered text. Raises NotFound, EditConflict, FieldErrors (empty, too long, a
    placeholder that the letter does not know, a required one missing, a lone brace).
    """
    row = locked_template(letter, language, version=version, at=at)
    given = Words(" ".join(subject.split()), body.replace("\r\n", "\n").strip())
    if problems := checked(letter, given):
        raise FieldErrors(problems)
    before = template_of(LETTERS[letter], language)
    if given == before:
        return row
    row.subject, row.body = given.subject, given.body
    row.save(update_fields=["subject", "body", *touch(row, actor=actor, at=at)])
    current_context().changed(
        "notices.template", row.pk, label=label_of(letter, language),
        changes={"subject": (before.subject, given.subject), "body": (before.body, given.body)},
    )  # fmt: skip
    return row


def checked(code: str, given: Words) -> list[FieldProblem]:
    """What is wrong with a text for a letter. Raises NotFound for a letter that does not exist."""
    if code not in LETTERS:
        raise NotFound()
    return (
        [problem for name in LIMITS for problem in _problems(LETTERS[code], name, getattr(given, name))]
        + [
            FieldProblem("body", "placeholder_missing", _("正文里要有 %(names)s") % {"names": _named([name])})
            for name in missing_in(LETTERS[code], given.body)
        ]
        + _in_subject(LETTERS[code], given.subject)
    )


def _in_subject(found: Letter, subject: str) -> list[FieldProblem]:
    """What the letter is sent for stands in its text: a subject is seen on locked screens, and a code is never put in it."""
    usual = set(PLACEHOLDER.findall(found.delivered_in("zh-hans").subject))
    if named := (found.required - usual) & set(PLACEHOLDER.findall(subject)):
        text = _("%(names)s 只能写在正文里") % {"names": _named(sorted(named))}
        return [FieldProblem("subject", "placeholder_in_subject", text)]
    return []


def _problems(found: Letter, field: str, text: str) -> list[FieldProblem]:
    if not text:
        return [FieldProblem(field, "required", _("填写主题") if field == "subject" else _("填写正文"))]
    if len(text) > LIMITS[field]:
        return [FieldProblem(field, "length", _("最多 %(limit)s 个字") % {"limit": LIMITS[field]})]
    if "\x00" in text:
        return [FieldProblem(field, "not_text", _("不能含有控制字符"))]
    unknown, lone = problems_in(found, text)
    if unknown:
        facts = {"names": _named(unknown[:5]), "known": _named(found.placeholders)}
        text = _("没有占位符 %(names)s；可以用的是 %(known)s") % facts
        return [FieldProblem(field, "placeholder_unknown", text)]
    return [FieldProblem(field, "lone_brace", _("花括号要成对，里面是占位符的名字"))] if lone else []


def _named(names: object) -> str:
    return listed(f"{{{name[:40]}}}" for name in names)  # type: ignore[attr-defined]
