"""The gallery's list, form and grid: also an example of how a domain declares them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.errors import DomainError
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.fields import ChoiceField, DateField, MoneyField, NameField, PhoneField, PickerField, RemarkField
from danshu.ui.forms import Form, Section
from danshu.ui.gallery.models import GalleryOrder, rows
from danshu.ui.grid import GridColumn, GridSpec
from danshu.ui.lists import (
    BatchAction,
    BatchContext,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    NumberRangeFilter,
    PickerFilter,
    Tab,
    TextFilter,
    literal,
)
from danshu.ui.statuses import Status, Statuses

# invented business words; the product's own live in their modules
ORDER = Statuses(
    {
        "draft": Status(_("草稿")),
        "submitted": Status(_("待审核"), "warn"),
        "rejected": Status(_("已驳回"), "bad", "x"),
        "ready": Status(_("待发货"), "info"),
        "partly": Status(_("部分发货"), "prog", "half"),
        "shipped": Status(_("已发货"), "prog", "full"),
        "done": Status(_("已完成"), "ok", "full"),
        "void": Status(_("已作废"), "neutral", "x"),
    }
)
PAYMENT = Statuses(
    {
        "unpaid": Status(pgettext_lazy("收款状态", "未收")),
        "part": Status(_("部分"), "warn", "half"),
        "paid": Status(pgettext_lazy("收款状态", "已收"), "ok", "full"),
        "late": Status(_("逾期"), "bad"),
    }
)


class Closed(DomainError):
    """An invented refusal."""

    code = "gallery_closed"
    message = _("订单是「%(state)s」，不能再审核")
    way_out = _("只选择待审核的订单")


def approve(order: GalleryOrder, _context: BatchContext) -> None:
    """Pretend to approve: only submitted orders."""
    if order.status != "submitted":
        raise Closed(state=ORDER[order.status])


def _search(found: Any, text: str) -> Any:
    return literal("number", "customer")(found, text)


ORDERS = ListSpec(
    name="gallery.orders",
    title=pgettext_lazy("列表", "销售订单"),
    noun=counter_word("orders", "单"),
    section=_("销售"),
    url_name="ui:gallery_list",
    permission="signed_in",
    rows=lambda _actor: rows(),
    label_of=lambda order: order.number,
    sort="-ordered_at",
    search=_search,
    search_hint=_("单号、客户"),
    columns=[
        Column(
            key="number",
            label=_("单号"),
            kind="link",
            url=lambda order: reverse("ui:gallery_detail", args=[order.pk]),
            sort="number",
            card="number",
        ),
        Column(key="customer", label=_("客户"), sort="customer", card="title", tag=lambda order: order.level),
        Column(key="ordered_at", label=_("下单时间"), kind="datetime", sort="ordered_at", card="date", tone="soft"),
        Column(
            key="total", label=_("金额"), head_unit=_("元"), kind="money", sort="total", total="total", card="amount"
        ),
        Column(key="unpaid", label=_("未收"), head_unit=_("元"), kind="money", total="unpaid"),
        Column(key="status", label=_("订单状态"), kind="status", statuses=ORDER, main=True, card="status"),
        Column(key="payment", label=_("收款"), kind="status", statuses=PAYMENT, card="left"),
        Column(key="due", label=_("要求送达"), kind="date", sort="due", nullable=True, tone="soft"),
        Column(key="owner", label=_("业务员"), tone="soft"),
        Column(key="level", label=_("客户等级"), hidden=True),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="review", label=_("待我审核"), where=Q(status="submitted")),
        Tab(key="ship", label=_("待发货"), where=Q(status__in=["ready", "partly"])),
        Tab(key="late", label=_("逾期未收"), where=Q(payment="late"), hot=True),
    ],
    filters=[
        DateRangeFilter(key="ordered", label=_("下单日期"), path="ordered_at", moments=True, common=True),
        MultiChoiceFilter(key="status", label=_("订单状态"), choices=ORDER.choices(), common=True),
        TextFilter(key="customer", label=_("客户名称")),
        NumberRangeFilter(key="amount", label=_("金额"), path="total", unit=_("元")),
        ChoiceFilter(key="level", label=_("客户等级"), choices=[(c, lazystr(c)) for c in "ABCD"]),
        PickerFilter(
            key="owner",
            label=_("业务员"),
            url=lambda: reverse("ui:gallery_options"),
            label_of=lambda _actor, key: key if key in ("李四", "郑十", "孙七") else "",
        ),
    ],
    batch=[
        BatchAction(key="approve", label=_("通过"), run=approve, done=with_count("已通过 %(count)s 单"), icon="checks"),
        BatchAction(
            key="void",
            label=_("作废"),
            run=approve,
            danger=True,
            confirm=with_count("作废 %(count)s 单？"),
            effect=_("释放未发的锁定库存，冲减应收。作废记录保留，30 天内可恢复"),
            keep=_("保留订单"),
            reason="required",
            done=with_count("已作废 %(count)s 单"),
        ),
    ],
    acts=lambda _actor: [
        Action(label=_("新建订单"), url=reverse("ui:gallery_entry"), tone="primary", icon="plus", key="N")
    ],
    export="gallery.export",
    totals_note=_("不含已驳回、已作废"),
    totals_where=~Q(status__in=["void", "rejected"]),
    row_class=lambda order: "void" if order.status == "void" else "",
)

LINES = GridSpec(
    label=_("商品明细"),
    finder_url="/ui/gallery/finder/",
    preview_url="/ui/gallery/preview/",
    finder_hint=_("编码、名称、拼音、条码"),
    columns=[
        GridColumn(key="item", label=_("商品"), kind="finder", width="30%", phone="p", required=True),
        GridColumn(key="name", label=_("名称"), kind="show"),
        GridColumn(key="unit", label=_("单位"), kind="show", width="62px", phone="u"),
        GridColumn(key="quantity", label=_("数量"), kind="number", width="84px", phone="q"),
        GridColumn(key="price", label=_("单价"), kind="number", width="98px", phone="r"),
        GridColumn(key="amount", label=_("金额"), kind="show", numeric=True, width="108px", phone="a"),
    ],
)


class ContactForm(Form):
    """An invented form with each kind of field."""

    sections = [
        Section(_("基本信息"), ["name:2", "phone", "source", "owner:2", "visit", "limit"]),
        Section(_("其他"), ["remark:4"]),
    ]
    name = NameField(label=_("名称"))
    phone = PhoneField(label=_("联系电话"), help_text=_("手机或座机"))
    source = ChoiceField(label=_("来源"), required=False, choices=[("", "—"), ("fair", _("展会")), ("web", _("网站"))])
    owner = PickerField(
        label=_("业务员"),
        required=False,
        convert=str,
        url=lambda: reverse("ui:gallery_options"),
        label_of=lambda key: key,
        search=lambda text: [(name, name) for name in ("李四", "郑十", "孙七") if text in name],
    )
    visit = DateField(label=_("下次联系"), required=False)
    limit = MoneyField(label=_("信用额度"), required=False, suffix=_("元"), min_value=0)
    remark = RemarkField()
