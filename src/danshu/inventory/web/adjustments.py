"""Adjusting a stock with its effect told first, and reviewing large adjustments (INV-005)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danshu.audit.queries import history
from danshu.inventory.lifecycle import AdjustmentStatus
from danshu.inventory.models import AdjustmentReason, StockAdjustment
from danshu.inventory.operations.adjust_stock import adjust_stock
from danshu.inventory.operations.approve_adjustment import approve_adjustment
from danshu.inventory.operations.reject_adjustment import reject_adjustment
from danshu.inventory.operations.withdraw_adjustment import withdraw_adjustment
from danshu.inventory.permissions import ADJUST_STOCK, REVIEW_ADJUSTMENT, VIEW_STOCK
from danshu.inventory.queries import availability
from danshu.inventory.screens import adjustment_by_number, warehouse_choices
from danshu.inventory.web.document_forms import number_of
from danshu.inventory.web.filters import item_label
from danshu.inventory.web.paper_lists import ADJUSTMENTS, adjustment_url
from danshu.inventory.web.statuses import ADJUSTMENT_STATUSES
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.detail import Action, Card, DetailPage, Fact, Notice
from danshu.ui.fields import ChoiceField, DecimalField, PickerField, RemarkField
from danshu.ui.formats import date_text, quantity_text
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm, digest
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

MODES = [("count", gettext_lazy("盘点后的数量")), ("difference", gettext_lazy("增减数量"))]


class AdjustForm(Form):
    """A correction of what is on hand."""

    sections = [
        Section(gettext_lazy("库存调整"), ["item:2", "warehouse:2", "mode", "quantity", "reason:2", "remark:4"])
    ]
    mode = ChoiceField(label=gettext_lazy("填写方式"), choices=MODES, initial="count")
    quantity = DecimalField(
        label=gettext_lazy("数量"),
        max_digits=12,
        decimal_places=3,
        help_text=gettext_lazy("增减数量可以是负数，例如 -3"),
    )
    reason = ChoiceField(label=gettext_lazy("原因"), choices=[("", "—"), *AdjustmentReason.choices])
    remark = RemarkField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["item"] = PickerField(
            label=_("商品"), url=lambda: reverse("catalog:find"), label_of=lambda key: item_label(actor, key)
        )
        self.fields["warehouse"] = ChoiceField(label=_("仓库"), choices=warehouse_choices(actor, ADJUST_STOCK))
        self.fields["warehouse"].widget.attrs["class"] = "form-select"
        self.order_fields(["item", "warehouse", "mode", "quantity", "reason", "remark"])

    def entered(self, request: ActorRequest) -> dict[str, Any]:
        """The entries as the operation takes them."""
        given = self.values
        counted = given["mode"] == "count"
        return {
            "item_id": given["item"],
            "warehouse_id": int(given["warehouse"]),
            "new_quantity": given["quantity"] if counted else None,
            "difference": None if counted else given["quantity"],
            "reason": given["reason"],
            "remark": given["remark"],
            "seen_quantity": number_of(request.POST.get("seen_quantity", "")) if counted else None,
        }


@allowed_to(ADJUST_STOCK)
def adjust(request: ActorRequest) -> HttpResponse:
    """GET: the form; POST: what it would do; POST with those effects confirmed: do it."""
    form = AdjustForm(
        posted(request), actor=request.actor,
        initial={"item": request.GET.get("item"), "warehouse": request.GET.get("warehouse")},
    )  # fmt: skip
    effects: list[Effect] = []

    def save() -> str:
        entered = form.entered(request)
        effects.extend(adjust_stock.dry_run(**entered, actor=request.actor, at=now()).effects)
        if "confirmed" not in request.POST or request.POST.get("digest") != digest(effects):
            raise Ask
        made = adjust_stock.keyed(form.token)(**entered, actor=request.actor, at=now())
        waits = made.status == AdjustmentStatus.PENDING
        said = _("%(number)s 已提交，等待审核") if waits else _("%(number)s 已调整库存")
        done(request, said % {"number": made.number})
        return adjustment_url(made)

    context: dict[str, Any] = {
        "breadcrumb": [(_("库存"), reverse("inventory:stock_list"))],
        "effects": effects,
        "seen": _seen(form),
    }
    options: dict[str, Any] = {
        "template": "inventory/adjust.html",
        "title": _("库存调整"),
        "back_url": reverse("inventory:stock_list"),
        "context": context,
    }
    try:
        return form_page(request, form, save, **options)
    except Ask:
        shown = {**context, **options, "form": form, "digest": digest(effects), "changed": "confirmed" in request.POST}
        return render_page(request, "inventory/adjust.html", shown, status=409 if shown["changed"] else 200)


class Ask(Exception):
    """The effect has to be shown before anything is done."""


def _seen(form: AdjustForm) -> Any:
    """What is on hand of the chosen stock now; travels with the form, so that a count does not undo a sale."""
    given = form.data if form.is_bound else form.initial
    if form.is_bound and given.get("seen_quantity") and "confirmed" in given:
        return given["seen_quantity"]
    item, warehouse = str(given.get("item") or ""), str(given.get("warehouse") or "")
    if not (item.isdigit() and warehouse.isdigit()):
        return ""
    found = availability([int(item)], warehouse_ids=[int(warehouse)]).get((int(warehouse), int(item)))
    return found.on_hand if found else 0


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
        acts.append(Action(label=_("审核通过"), url=approve, method="dialog", tone="primary", key="A"))
    return acts


@allowed_to(REVIEW_ADJUSTMENT)
def adjustment_approve(request: ActorRequest, number: str) -> HttpResponse:
    """GET: what it would do now; POST: let it take effect."""
    adjustment = adjustment_by_number(request.actor, number, REVIEW_ADJUSTMENT)

    def impact() -> Impact:
        trial = approve_adjustment.dry_run(adjustment_id=adjustment.pk, actor=request.actor, at=now())
        return Impact(
            title=_("通过 %(number)s？") % {"number": number}, effects=trial.effects, do_label=_("审核通过"),
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
