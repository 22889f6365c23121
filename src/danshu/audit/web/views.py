"""Pages of single log entries."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from danshu.audit.labels import action_label, kind_label
from danshu.audit.models import AuditEntry, AuditSealItem, ErrorEntry
from danshu.audit.permissions import VIEW
from danshu.audit.queries import REFUSED, changes_in_words
from danshu.audit.web.lists import RESULTS, object_text, object_url
from danshu.kit.actor import shown_name
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import listed
from danshu.ui.detail import Card, DetailPage
from danshu.ui.formats import exact_text
from danshu.ui.responses import render_page


@allowed_to(VIEW)
def entry(request: ActorRequest, pk: int) -> HttpResponse:
    """One entry of the trail with all its changes, and whether it is sealed."""
    row = AuditEntry.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound()
    sealed = AuditSealItem.objects.filter(entry_id=pk).values_list("seal_id", flat=True).first()
    pairs = [
        (_("时间"), exact_text(row.at)), (_("写入时间"), exact_text(row.written_at)), (_("用户"), shown_name(row.actor_name)),
        (_("地址"), row.ip_address), (pgettext("日志", "操作"), action_label(row.operation)), (_("代码"), row.operation),
        (_("对象类别"), kind_label(row.subject_kind)), (_("对象"), object_text(row)), (_("原因"), row.reason),
        (_("封存"), _("已封存，第 %(number)s 号") % {"number": sealed} if sealed else _("还没有封存")),
    ]  # fmt: skip
    page = DetailPage(
        title=action_label(row.action),
        status=RESULTS[row.result],
        subtitle=object_text(row),
        cards=[Card(title=_("内容"), pairs=pairs, more_url=object_url(row), more_label=_("打开"))],
        breadcrumb=[(_("操作日志"), reverse("audit:entries"))],
    )
    context = {"page": page, "changes": changes_in_words(row), "refused": _refusal(row)}
    return render_page(request, "audit/entry.html", context)


REFUSAL_WORDS = {"code": gettext_lazy("代码"), "function": pgettext_lazy("拒绝", "功能"), "fields": gettext_lazy("字段"),
                 "label": gettext_lazy("对象"), "user": gettext_lazy("用户")}  # fmt: skip


def _refusal(row: AuditEntry) -> list[tuple[str, str]]:
    """What a refusal said, its facts by their names; its code tells programs which one it was."""
    if row.result != REFUSED:
        return []
    facts = ((name, value) for name, value in row.changes.items() if not (name == "code" and "." in str(value)))
    return [
        (str(REFUSAL_WORDS.get(name, name)), listed(value) if isinstance(value, list) else str(value))
        for name, value in facts
    ]


@allowed_to(VIEW)
def error(request: ActorRequest, number: str) -> HttpResponse:
    """One unexpected failure with its story."""
    row = ErrorEntry.objects.filter(number=number).first()
    if row is None:
        raise NotFound()
    pairs = [
        (_("时间"), exact_text(row.at)), (_("用户"), shown_name(row.actor_name)), (_("地址"), row.ip_address),
        (_("方法"), row.method), (_("页面"), row.path), (_("类别"), row.kind),
    ]  # fmt: skip
    page = DetailPage(
        title=row.number,
        subtitle=row.kind,
        cards=[Card(title=_("内容"), pairs=pairs)],
        breadcrumb=[(_("错误日志"), reverse("audit:errors"))],
    )
    return render_page(request, "audit/error.html", {"page": page, "row": row})
