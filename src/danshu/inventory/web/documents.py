"""The page of a stock order and its buttons (INV-006)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.inventory.lifecycle import DocumentStatus
from danshu.inventory.models import StockDocument
from danshu.inventory.operations.confirm_stock_document import confirm_stock_document
from danshu.inventory.operations.reverse_stock_document import reverse_stock_document
from danshu.inventory.operations.void_stock_document import void_stock_document
from danshu.inventory.permissions import CONFIRM_DOCUMENT, CREATE_DOCUMENT, REVERSE_DOCUMENT, VIEW_DOCUMENT
from danshu.inventory.screens import DocumentPage, document_by_number, document_page
from danshu.inventory.web.paper_lists import DOCUMENTS, document_url
from danshu.inventory.web.statuses import DOCUMENT_STATUSES
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import with_count
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link, Notice, Step
from danshu.ui.formats import date_text, money_text, quantity_text
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import render_page


@allowed_to(VIEW_DOCUMENT)
def document_detail(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one stock order."""
    found = document_page(request.actor, number)
    document = found.document
    sees_cost = request.actor.can("catalog.cost.view")
    page = DetailPage(
        title=document.number,
        status=DOCUMENT_STATUSES[document.status],
        tags=[document.get_direction_display(), document.get_type_display()],
        subtitle=f"{document.warehouse.name} · {document.created_by_name} {date_text(document.created_at)}",
        actions=_actions(document, request.actor),
        steps=_steps(document),
        steps_label=_("单据进度"),
        notices=_notices(found),
        facts=_facts(found, sees_cost=sees_cost),
        cards=_cards(found),
        timeline=found.timeline,
        breadcrumb=[(_("出入库单"), back_url(request, "inventory.documents", reverse("inventory:documents")))],
        neighbours=neighbours(request, DOCUMENTS, request.actor, document, document_url),
    )
    context = {"page": page, "found": found, "document": document, "sees_cost": sees_cost}
    return render_page(request, "inventory/document.html", context)


def _steps(document: StockDocument) -> list[Step]:
    entered = Step(label=_("已录入"), note=document.created_by_name, state="done")
    if document.status == DocumentStatus.VOID:
        return [entered, Step(label=_("已作废"), note=document.reason, state="bad")]
    posted = document.confirmed_at is not None
    confirmed = Step(
        label=_("确认入账"),
        note=f"{document.confirmed_by_name} {date_text(document.confirmed_at)}" if posted else "",
        state="done" if posted else "now",
    )
    steps = [entered, confirmed]
    if document.status == DocumentStatus.REVERSED:
        steps.append(Step(label=_("已冲销"), note=document.reason, state="bad"))
    return steps


def _notices(found: DocumentPage) -> list[Notice]:
    document, other = found.document, found.reversed_by
    if other is not None:
        open_it = [Action(label=_("打开 %(number)s") % {"number": other.number}, url=document_url(other))]
        title = _("已由 %(number)s 冲销") % {"number": other.number}
        return [Notice(title=title, text=document.reason, actions=open_it)]
    if document.reverses is not None:
        original = document.reverses
        open_it = [Action(label=_("打开 %(number)s") % {"number": original.number}, url=document_url(original))]
        title = _("这是 %(number)s 的冲销单") % {"number": original.number}
        return [Notice(title=title, text=document.reason, tone="neutral", actions=open_it)]
    return []


def _facts(found: DocumentPage, *, sees_cost: bool) -> list[Fact]:
    total = sum(line.quantity for line in found.lines)
    facts = [
        Fact(
            label=_("商品"), value=with_count("%(count)s 种") % {"count": len({line.item_id for line in found.lines})}
        ),
        Fact(label=_("数量"), value=quantity_text(total)),
    ]
    if sees_cost and any(line.unit_cost is not None for line in found.lines):
        cost = sum(line.quantity * line.unit_cost for line in found.lines if line.unit_cost is not None)
        facts.append(Fact(label=_("成本金额"), value=money_text(cost)))
    return facts


def _cards(found: DocumentPage) -> list[Card]:
    document = found.document
    handler = document.handler.full_name if document.handler else "—"
    cards = [
        Card(
            title=_("单据"),
            pairs=[(_("仓库"), document.warehouse.name), (_("类型"), document.get_type_display()),
                   (_("来源单号"), document.source_text), (_("经手人"), handler), (_("备注"), document.remark)],
        )
    ]  # fmt: skip
    if found.source is not None:
        cards.append(Card(title=_("来源单据"), links=[Link(label=found.source.text, url=found.source.url)]))
    return cards


def _actions(document: StockDocument, actor: Actor) -> list[Action]:
    acts = []
    if document.status == DocumentStatus.DRAFT:
        if actor.can(CREATE_DOCUMENT):
            edit = reverse("inventory:document_edit", args=[document.number])
            acts.append(Action(label=_("修改"), url=edit, icon="edit", key="E"))
            void = reverse("inventory:document_void", args=[document.number])
            acts.append(Action(label=_("作废"), url=void, method="dialog", tone="danger"))
        if actor.can(CONFIRM_DOCUMENT):
            url = reverse("inventory:document_confirm", args=[document.number])
            acts.append(Action(label=_("确认"), url=url, method="dialog", tone="primary", key="A"))
    elif document.status == DocumentStatus.CONFIRMED and document.reverses_id is None and actor.can(REVERSE_DOCUMENT):
        url = reverse("inventory:document_reverse", args=[document.number])
        acts.append(Action(label=_("冲销"), url=url, method="dialog", tone="danger"))
    return acts


@allowed_to(CONFIRM_DOCUMENT)
def document_confirm(request: ActorRequest, number: str) -> HttpResponse:
    """GET: what confirming would move; POST: do it."""
    document = document_by_number(request.actor, number, CONFIRM_DOCUMENT)

    def impact() -> Impact:
        trial = confirm_stock_document.dry_run(document_id=document.pk, actor=request.actor, at=now())
        return Impact(
            title=_("确认 %(number)s？") % {"number": number}, effects=trial.effects, do_label=_("确认入账"),
            keep_label=_("保留草稿"), reason="", danger=False, hint=_("确认后不能修改，只能用冲销单撤回"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        confirm_stock_document.keyed(key)(
            document_id=document.pk, version=document.version, actor=request.actor, at=now()
        )
        done(request, _("%(number)s 已确认，库存已更新") % {"number": number})
        return document_url(document)

    return confirm(request, impact=impact, act=act, back_url=document_url(document))


@allowed_to(CREATE_DOCUMENT)
def document_void(request: ActorRequest, number: str) -> HttpResponse:
    """GET: the question; POST: void the draft."""
    document = document_by_number(request.actor, number, CREATE_DOCUMENT)

    def impact() -> Impact:
        void_stock_document.dry_run(document_id=document.pk, actor=request.actor, at=now())
        return Impact(
            title=_("作废 %(number)s？") % {"number": number}, intro=_("草稿没有动过库存"), do_label=_("作废单据"),
            keep_label=_("保留草稿"), reason="optional", hint=_("单据保留在列表里，状态为已作废"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        void_stock_document.keyed(key)(
            document_id=document.pk, reason=reason, version=document.version, actor=request.actor, at=now()
        )
        done(request, _("%(number)s 已作废") % {"number": number})
        return document_url(document)

    return confirm(request, impact=impact, act=act, back_url=document_url(document))


@allowed_to(REVERSE_DOCUMENT)
def document_reverse(request: ActorRequest, number: str) -> HttpResponse:
    """GET: what would move back; POST: do it by a counter-document."""
    document = document_by_number(request.actor, number, REVERSE_DOCUMENT)

    def impact() -> Impact:
        trial = reverse_stock_document.dry_run(document_id=document.pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("冲销 %(number)s？") % {"number": number}, effects=trial.effects, do_label=_("冲销单据"),
            keep_label=_("保留单据"), hint=_("生成一张冲销单，原单保留"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        counter = reverse_stock_document.keyed(key)(
            document_id=document.pk, reason=reason, version=document.version, actor=request.actor, at=now()
        )
        done(request, _("%(number)s 已由 %(counter)s 冲销") % {"number": number, "counter": counter.number})
        return document_url(document)

    return confirm(request, impact=impact, act=act, back_url=document_url(document))
