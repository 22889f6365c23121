"""The invented detail page: an example of how a domain fills one in."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link, Notice, Step
from danshu.ui.gallery.declared import ORDER, ORDERS, PAYMENT
from danshu.ui.gallery.models import GalleryOrder, rows
from danshu.ui.lists import neighbours


def order_url(order: GalleryOrder) -> str:
    """Where an order is shown."""
    return reverse("ui:gallery_detail", args=[order.pk])


def order_page(request: ActorRequest, pk: int) -> DetailPage:
    """Everything around the lines of an order. Raises NotFound."""
    order = rows().filter(pk=pk).first()
    if order is None:
        raise NotFound()
    url = order_url(order)
    return DetailPage(
        title=order.number,
        status=ORDER[order.status],
        tags=[_("客户自助下单")],
        subtitle=order.customer,
        breadcrumb=[(pgettext("列表", "销售订单"), reverse("ui:gallery_list"))],
        neighbours=neighbours(request, ORDERS, request.actor, order, order_url),
        actions=_actions(url),
        steps_label=_("订单进度"),
        steps=[
            Step(label=_("已提交"), note="09-18 10:24", state="done"),
            Step(label=_("总部审核"), note=_("等待赵六"), state="now"),
            Step(label=_("发货")),
            Step(label=_("完成")),
        ],
        notices=[_over_limit()],
        facts=[
            Fact(label=_("订单金额"), value="¥23,196.00"),
            Fact(label=_("已收 / 未收"), lead="0.00", value="23,196.00"),
            Fact(label=_("毛利率"), value="8.2%", note=_("底线 10%"), tone="warn"),
            Fact(label=_("可发 / 应发"), value="236", note="/ 248"),
        ],
        cards=_cards(url),
        timeline=_timeline(),
    )


def _actions(url: str) -> list[Action]:
    return [
        Action(label=_("编辑"), url=reverse("ui:gallery_form"), icon="pencil", key="E"),
        Action(label=pgettext("按钮", "发货"), reason=_("先审核才能发货")),
        Action(label=pgettext("按钮", "审核通过"), url=url, method="post", tone="primary", icon="check", key="A"),
        Action(label=_("作废"), url=reverse("ui:gallery_impact"), method="dialog", tone="danger"),
        Action(label=_("复制"), url=reverse("ui:gallery_entry"), icon="copy", menu=True),
    ]


def _over_limit() -> Notice:
    remedy = Action(label=_("登记收款"), url=reverse("ui:gallery_form"))
    return Notice(title=_("通过后客户应收将超出信用额度"), text="¥12,400.00", actions=[remedy])


def _cards(url: str) -> list[Card]:
    return [
        Card(title=_("收货与开票"), pairs=[(_("收货人"), "吴九 139****0000"), (_("发票"), _("增值税专用发票"))]),
        Card(
            title=_("相关单据"),
            links=[
                Link(label="BJ-260915-0006", url=url, icon="file-dollar", status=PAYMENT["paid"]),
                Link(label=_("发货单"), note=_("审核后生成"), icon="truck-delivery"),
            ],
        ),
    ]


def _timeline() -> list[dict[str, Any]]:
    now = timezone.now()
    changes = [(_("成交价"), "46.80", "42.50"), (_("要求送达"), "09-20", "09-21")]
    return [
        {"when": now, "who": _("系统检查"), "action": _("2 项需要注意"), "kind": "check"},
        {"when": now, "who": "李四", "action": _("修改了 2 处"), "changes": changes, "reason": _("开业促销")},
        {"when": now, "who": "李四", "action": _("备注"), "kind": "note", "text": "已与王五电话确认"},
        {"when": now, "who": "示例青禾连锁超市", "action": _("提交订单"), "kind": "create"},
    ]
