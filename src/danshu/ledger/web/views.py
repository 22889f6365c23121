"""An account's statement and a journal with its lines."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.kit.web import ActorRequest, allowed_to
from danshu.ledger.journals import journal_label
from danshu.ledger.permissions import VIEW_LEDGER
from danshu.ledger.screens import journal_page, statement
from danshu.ledger.web.lists import ACCOUNTS, JOURNALS, account_url, journal_url, kind_label
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link, Notice
from danshu.ui.formats import date_text, datetime_text, money_text
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.responses import render_page


@allowed_to(VIEW_LEDGER)
def account_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: the newest movements of an account with the balance after each; ?before=<line> goes further back."""
    before = request.GET.get("before", "")
    found = statement(request.actor, pk, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    account = found.account
    owner = Link(label=found.owner.text, url=found.owner.url)
    page = DetailPage(
        title=kind_label(account.kind),
        subtitle=f"{found.owner.text} · {account.currency}",
        facts=[
            Fact(label=_("余额"), value=money_text(account.amount, account.currency)),  # type: ignore[attr-defined]
            Fact(label=_("币种"), value=account.currency),
        ],
        cards=[Card(title=_("账户所属"), links=[owner])],
        breadcrumb=[(pgettext("列表", "账户余额"), back_url(request, "ledger.accounts", reverse("ledger:accounts")))],
        neighbours=neighbours(request, ACCOUNTS, request.actor, account, account_url),
    )
    rows = [(row, journal_label(row.line.journal.kind)) for row in found.rows]
    return render_page(request, "ledger/account.html", {"page": page, "found": found, "rows": rows, "account": account})


@allowed_to(VIEW_LEDGER)
def journal_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: one journal with its lines."""
    found = journal_page(request.actor, pk)
    journal = found.journal
    page = DetailPage(
        title=f"#{journal.pk}",
        subtitle=" · ".join(filter(None, (journal_label(journal.kind), journal.memo))),
        notices=_notices(journal.reverses_id, found.reversed_by.pk if found.reversed_by else None),
        facts=[
            Fact(label=_("业务日期"), value=date_text(journal.on_date)),
            Fact(label=_("发生时间"), value=datetime_text(journal.at)),
        ],
        cards=[Card(title=_("来源单据"), links=[Link(label=found.source.text, url=found.source.url)])],
        breadcrumb=[(_("分录"), back_url(request, "ledger.journals", reverse("ledger:journals")))],
        neighbours=neighbours(request, JOURNALS, request.actor, journal, journal_url),
    )
    rows = [
        {"line": line, "owner": owner, "kind": kind_label(line.account.kind), "url": account_url(line.account)}
        for line, owner in found.lines
    ]
    return render_page(request, "ledger/journal.html", {"page": page, "rows": rows})


def _notices(original: int | None, counter: int | None) -> list[Notice]:
    for other, text in ((original, _("这笔分录冲销了 #%(pk)s")), (counter, _("这笔分录已由 #%(pk)s 冲销"))):
        if other is not None:
            go_there = Action(label=_("打开 #%(pk)s") % {"pk": other}, url=reverse("ledger:journal", args=[other]))
            return [Notice(title=text % {"pk": other}, tone="neutral", actions=[go_there])]
    return []
