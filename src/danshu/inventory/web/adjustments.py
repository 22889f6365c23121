"""One adjustment, and the review of large ones (INV-005)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from danshu.audit.queries import history
from danshu.inventory.lifecycle import AdjustmentStatus
from danshu.inventory.models import StockAdjustment
from danshu.inventory.operations.approve_adjustment import approve_adjustment
from danshu.inventory.operations.reject_adjustment import reject_adjustment
from danshu.inventory.operations.withdraw_adjustment import withdraw_adjustment
from danshu.inventory.permissions import ADJUST_STOCK, REVIEW_ADJUSTMENT, VIEW_STOCK
from danshu.inventory.screens import adjustment_by_number
from danshu.inventory.web.paper_lists import ADJUSTMENTS, adjustment_url
from danshu.inventory.web.statuses import ADJUSTMENT_STATUSES
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.detail import Action, Card, DetailPage, Fact, Notice
from danshu.ui.formats import date_text, quantity_text
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


@allowed_to(VIEW_STOCK)
def adjustment_detail(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one adjustment."""
    adjustment = adjustment_by_number(request.actor, number)
    unit = str(adjustment.item.unit) if adjustment.item.unit else ""
    page = DetailPage(
        title=adjustment.number,
        status=ADJUSTMENT_STATUSES[adjustment.status],
        subtitle=f"{adjustment.item} · {adjustment.warehouse.name}",
        actions=_actions(adjustment, request.actor),
        notices=_notices(adjustment, request.actor),
        facts=[
            Fact(label=_("调整前"), value=quantity_text(adjustment.quantity_before), note=unit),
            Fact(label=_("增减"), value=quantity_text(adjustment.difference), note=unit),
            Fact(label=_("调整后"), value=quantity_text(adjustment.quantity_before + adjustment.difference), note=unit),
            Fact(label=_("原因"), value=adjustment.get_reason_display()),
        ],
        cards=[
            Card(title=_("单据"), pairs=[
                (_("提交人"), adjustment.created_by_name), (_("提交时间"), date_text(adjustment.created_at)),
                (_("备注"), adjustment.remark), (_("审核人"), adjustment.reviewed_by_name),
                (_("审核意见"), adjustment.review_note)]),
        ],
        timeline=history("inventory.adjustment", adjustment.pk),
        breadcrumb=[(_("库存调整单"), back_url(request, "inventory.adjustments", reverse("inventory:adjustments")))],
        neighbours=neighbours(request, ADJUSTMENTS, request.actor, adjustment, adjustment_url),
    )  # fmt: skip
    return render_page(request, "ui/detail.html", {"page": page})


def _notices(adjustment: StockAdjustment, actor: Actor) -> list[Notice]:
    if adjustment.status == AdjustmentStatus.REJECTED:
        return [Notice(title=_("审核没有通过"), text=adjustment.review_note, tone="bad")]
    if adjustment.status != AdjustmentStatus.PENDING:
        return []
    own = adjustment.created_by_id is not None and adjustment.created_by_id == actor.user_id
    text = _("你提交的调整由另一位有审核权限的同事处理") if own else _("审核通过后才改变库存")
    return [Notice(title=_("数量或金额超过审核限额，等待审核"), text=text)]


def _actions(adjustment: StockAdjustment, actor: Actor) -> list[Action]:
    if adjustment.status != AdjustmentStatus.PENDING:
        return []
    acts = []
    own = adjustment.created_by_id is not None and adjustment.created_by_id == actor.user_id
    if actor.can(ADJUST_STOCK):
        url = reverse("inventory:adjustment_withdraw", args=[adjustment.number])
        acts.append(Action(label=_("撤回"), url=url, method="post", tone="quiet"))
    if actor.can(REVIEW_ADJUSTMENT) and not own:
        reject = reverse("inventory:adjustment_reject", args=[adjustment.number])
        approve = reverse("inventory:adjustment_approve", args=[adjustment.number])
        acts.append(Action(label=_("驳回"), url=reject, method="dialog", tone="danger", key="R"))
        acts.append(Action(label=pgettext("按钮", "审核通过"), url=approve, method="dialog", tone="primary", key="A"))
    return acts


@allowed_to(REVIEW_ADJUSTMENT)
def adjustment_approve(request: ActorRequest, number: str) -> HttpResponse:
    """GET: what it would do now; POST: let it take effect."""
    adjustment = adjustment_by_number(request.actor, number, REVIEW_ADJUSTMENT)

    def impact() -> Impact:
        trial = approve_adjustment.dry_run(adjustment_id=adjustment.pk, actor=request.actor, at=now())
        return Impact(
            title=_("通过 %(number)s？") % {"number": number}, effects=trial.effects, do_label=pgettext("按钮", "审核通过"),
            keep_label=_("先不审核"), reason="optional", reason_label=_("审核意见"), danger=False,
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        approve_adjustment.keyed(key)(
            adjustment_id=adjustment.pk, note=reason, seen_status=adjustment.status, actor=request.actor, at=now()
        )
        done(request, _("%(number)s 已通过，库存已调整") % {"number": number})
        return adjustment_url(adjustment)

    return confirm(request, impact=impact, act=act, back_url=adjustment_url(adjustment))


@allowed_to(REVIEW_ADJUSTMENT)
def adjustment_reject(request: ActorRequest, number: str) -> HttpResponse:
    """GET: the question; POST: refuse it with the reason."""
    adjustment = adjustment_by_number(request.actor, number, REVIEW_ADJUSTMENT)

    def impact() -> Impact:
        reject_adjustment.dry_run(adjustment_id=adjustment.pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("驳回 %(number)s？") % {"number": number}, intro=_("库存不变，提交人会看到原因"),
            do_label=_("驳回"), keep_label=_("先不驳回"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        reject_adjustment.keyed(key)(
            adjustment_id=adjustment.pk, reason=reason, seen_status=adjustment.status, actor=request.actor, at=now()
        )
        done(request, _("%(number)s 已驳回") % {"number": number})
        return adjustment_url(adjustment)

    return confirm(request, impact=impact, act=act, back_url=adjustment_url(adjustment))


@require_POST
@allowed_to(ADJUST_STOCK)
def adjustment_withdraw(request: ActorRequest, number: str) -> HttpResponse:
    """POST: take it back before the review."""
    adjustment = adjustment_by_number(request.actor, number, ADJUST_STOCK)
    withdraw_adjustment(adjustment_id=adjustment.pk, actor=request.actor, at=now())
    done(request, _("%(number)s 已撤回") % {"number": number})
    return go(request, adjustment_url(adjustment))
