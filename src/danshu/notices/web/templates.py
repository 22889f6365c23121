"""Pages of the message templates: what each letter says, how it looks filled in, own words or the delivered ones (SYS-033)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import FieldErrors, NotFound
from danshu.kit.trail import history
from danshu.kit.web import ActorRequest, allowed_to
from danshu.notices.composing import template_of
from danshu.notices.letters import LANGUAGES, LETTERS, TEMPLATE_BODY, TEMPLATE_SUBJECT, Letter, Words, filled
from danshu.notices.models import MessageTemplate
from danshu.notices.operations.edit_template import checked, edit_template
from danshu.notices.operations.restore_template import restore_template
from danshu.notices.permissions import EDIT_TEMPLATE
from danshu.notices.words import standing
from danshu.ui.detail import Action, Card, DetailPage
from danshu.ui.fields import RemarkField, TextField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page
from danshu.ui.statuses import Status

OWN, DELIVERED = Status(gettext_lazy("自己的文本"), "info", "full"), Status(gettext_lazy("交付的文本"))
RECORD = 60


class TemplateForm(Form):
    """The words of a letter in one language."""

    subject = TextField(label=gettext_lazy("主题"), max_length=TEMPLATE_SUBJECT)
    body = RemarkField(label=gettext_lazy("正文"), required=True, max_length=TEMPLATE_BODY, rows=14)
    record = TextField(label=gettext_lazy("用哪条记录预览"), required=False, max_length=RECORD)
    sections = (Section("", ["subject:4", "body:4"]),)


@allowed_to(EDIT_TEMPLATE)
def index(request: ActorRequest) -> HttpResponse:
    """All letters with their texts by language."""
    own = {(row.letter, row.language): row for row in MessageTemplate.objects.exclude(subject="")}
    rows = [
        (found, [(code, name, own.get((found.code, code)), _address(found, code)) for code, name in LANGUAGES.items()])
        for found in LETTERS.values()
    ]
    return render_page(request, "notices/templates.html", {"rows": rows, "notices": standing()})


@allowed_to(EDIT_TEMPLATE)
def by_id(request: ActorRequest, pk: int) -> HttpResponse:
    """Where the log leads to: the page of a template by its row."""
    row = MessageTemplate.objects.filter(pk=pk).first()
    if row is None or row.letter not in LETTERS:
        raise NotFound()
    return go(request, _address(LETTERS[row.letter], row.language))


@allowed_to(EDIT_TEMPLATE)
def template(request: ActorRequest, key: str) -> HttpResponse:
    """One template: its words, its placeholders, how it looks with a real record (`record`), what became of it."""
    found, language = _letter(key)
    row = MessageTemplate.objects.filter(letter=found.code, language=language).first()
    words, record = template_of(found, language), request.GET.get("record", "").strip()[:RECORD]
    is_own = row is not None and bool(row.subject)
    page = DetailPage(
        title=str(found.label), status=OWN if is_own else DELIVERED, subtitle=LANGUAGES[language],
        actions=_actions(found, language, is_own=is_own), notices=standing(), breadcrumb=_path(),
        cards=[Card(title=_("何时发送"), pairs=[(_("场合"), found.occasion), *_others(found, language)])],
        timeline=history("notices.template", row.pk) if row else [],
    )  # fmt: skip
    context = {"page": page, "words": words, "language": language, "record": record, "letter": found}
    return render_page(request, "notices/template.html", context | _look(found, language, words, record, request.actor))


def _actions(found: Letter, language: str, *, is_own: bool) -> list[Action]:
    edit_url, restore_url = (_place(name, found, language) for name in ("template_edit", "template_restore"))
    acts = [Action(label=_("修改"), url=edit_url, icon="pencil", key="E", tone="primary")]
    back = Action(label=_("恢复交付的文本"), url=restore_url, method="dialog", icon="history")
    return [*acts, back] if is_own else acts


def _others(found: Letter, language: str) -> list[tuple[str, str]]:
    return [(_("语言"), LANGUAGES[language]), (_("代码"), found.code)]


def _look(found: Letter, language: str, words: Words, record: str, actor: Actor) -> dict[str, Any]:
    """How the words look with a record that the actor may see, and what the placeholders stand for."""
    with translation.override(language):
        example = found.example(actor, record)
    facts = example.facts if example else {}
    return {
        "placeholders": [(f"{{{name}}}", label, facts.get(name, "")) for name, label in found.placeholders.items()],
        "required": found.required,
        "example": example,
        "preview": filled(words, facts) if example else None,
    }


@allowed_to(EDIT_TEMPLATE)
def edit(request: ActorRequest, key: str) -> HttpResponse:
    """Change the words; `preview` shows them filled in without keeping them."""
    found, language = _letter(key)
    row = MessageTemplate.objects.filter(letter=found.code, language=language).first()
    words = template_of(found, language)
    start = {"subject": words.subject, "body": words.body, "version": row.version if row else 0}
    form = TemplateForm(posted(request), initial=start)
    back_url = _address(found, language)

    def save() -> str:
        given = {name: form.values[name] for name in ("subject", "body")}
        edit_template.keyed(form.token)(
            letter=found.code, language=language, **given, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("模板「%(name)s」已保存，以后的邮件用新的文本") % {"name": found.label})
        return back_url

    title = _("修改模板 · %(name)s") % {"name": found.label}
    look = _look(found, language, words, "", request.actor)
    context = look | {"breadcrumb": _path(), "letter": found, "language": language, "preview": None}
    if request.method == "POST" and "preview" in request.POST and _is_right(form, found.code):
        tried = Words(form.values["subject"], form.values["body"].replace("\r\n", "\n"))
        context |= _look(found, language, tried, form.values["record"], request.actor) | {"asked": True}
        page = {"form": form, "title": title, "back_url": back_url, **context}
        return render_page(request, "notices/template_edit.html", page)
    return form_page(
        request, form, save, template="notices/template_edit.html", title=title, back_url=back_url, context=context
    )


def _is_right(form: TemplateForm, code: str) -> bool:
    """Whether the entered words may be looked at; what is wrong with them stands beside the fields."""
    if form.is_valid() and (problems := checked(code, Words(form.values["subject"], form.values["body"]))):
        form.refuse(FieldErrors(problems))
    return not form.errors


@allowed_to(EDIT_TEMPLATE)
def restore(request: ActorRequest, key: str) -> HttpResponse:
    """Ask, then go back to the delivered text."""
    found, language = _letter(key)
    back_url = _address(found, language)
    delivered = found.delivered_in(language)

    def impact() -> Impact:
        restore_template.dry_run(letter=found.code, language=language, actor=request.actor, at=now())
        effects = [
            Effect("subject", _("主题：%(subject)s") % {"subject": delivered.subject}),
            Effect("body", _("正文：%(body)s") % {"body": delivered.body}),
        ]
        title = _("「%(name)s」恢复交付的文本？") % {"name": found.label}
        hint = _("自己的文本留在动态里；已写好的邮件不变")
        return Impact(title=title, effects=effects, hint=hint, do_label=_("恢复"), keep_label=_("保留自己的文本"),
                      reason="", danger=False)  # fmt: skip

    def act(_reason: str, key: str) -> str:
        restore_template.keyed(key)(letter=found.code, language=language, actor=request.actor, at=now())
        done(request, _("模板「%(name)s」已恢复交付的文本") % {"name": found.label})
        return back_url

    return confirm(request, impact=impact, act=act, back_url=back_url)


def _letter(key: str) -> tuple[Letter, str]:
    """A letter and a language from "sales.order_placed:en"."""
    code, _colon, language = key.rpartition(":")
    if code not in LETTERS or language not in LANGUAGES:
        raise NotFound()
    return LETTERS[code], language


def _place(name: str, found: Letter, language: str) -> str:
    return reverse(f"notices:{name}", args=[f"{found.code}:{language}"])


def _address(found: Letter, language: str) -> str:
    return _place("template", found, language)


def _path() -> list[tuple[Any, str]]:
    return [(pgettext("模块", "消息模板"), reverse("notices:templates"))]
