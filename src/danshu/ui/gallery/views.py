"""Pages of the gallery. Nothing here is stored."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.context import Effect
from danshu.kit.errors import EditConflict
from danshu.kit.web import ActorRequest, View, public
from danshu.kit.words import with_count
from danshu.ui.formats import money_text
from danshu.ui.forms import form_page, posted
from danshu.ui.gallery.declared import LINES, ORDER, ORDERS, PAYMENT, ContactForm
from danshu.ui.gallery.pages import order_page
from danshu.ui.grid import Grid, Line, LineMessage, Remedy, parse, preview_response
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import list_view
from danshu.ui.messages import done
from danshu.ui.picker import Option, options
from danshu.ui.responses import render_page

GOODS = {
    "1": ("SX-2001", "泡沫洗手液 清爽型 500 ml", "箱", Decimal("142.80"), 412, "6901234567892"),
    "2": ("SX-2003", "泡沫洗手液 滋润型 500 ml", "箱", Decimal("148.80"), 86, "6901234567893"),
    "3": ("ZP-1001", "抽取式面巾纸 3 层 130 抽", "箱", Decimal("46.80"), 108, "6901234567894"),
    "4": ("XH-3001", "浓缩洗衣液 薰衣草香", "箱", Decimal("118.00"), 184, "6901234567895"),
}

BOUGHT = [("抽取式面巾纸 3 层 130 抽", 120, "箱", 5100), ("免洗洗手凝胶 500 ml", 40, "箱", 6400)]


def fictional(view: Callable[..., HttpResponseBase]) -> View:
    """Show a page to an invented person when nobody is signed in."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "actor", None) is None:
            grants = {"gallery.export": EVERYTHING}
            request.actor = Actor(user_id=None, name="赵六", unit_name="总部 · 订单中心", grants=grants)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return public(shown)


@fictional
def parts(request: HttpRequest) -> HttpResponse:
    """Statuses, buttons, fields, notices, states."""
    form = ContactForm({"name": "", "phone": "１３８００００", "limit": "12x"})
    form.is_valid()
    context = {"ORDER": ORDER.choices(), "ORDERS": ORDER, "PAYMENT": PAYMENT, "form": form, "now": timezone.now()}
    return render_page(request, "ui/gallery/parts.html", context)


order_list = fictional(list_view(ORDERS))


@fictional
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """A detail page."""
    return render_page(request, "ui/gallery/detail.html", {"page": order_page(request, pk), "goods": BOUGHT})


@fictional
def form(request: HttpRequest) -> HttpResponse:
    """A form; the name "冲突" shows the conflict panel."""
    bound = ContactForm(posted(request), initial={"name": "示例青禾连锁超市", "version": 3})

    def save() -> str:
        if bound.values["name"] == "冲突":
            raise EditConflict(user="王五", time="10:41")
        done(request, _("%(name)s 已保存") % {"name": bound.values["name"]}, undo_url=reverse("ui:gallery_form"))
        return reverse("ui:gallery")

    return form_page(request, bound, save, title=_("修改客户"), back_url=reverse("ui:gallery"))


@fictional
def impact(request: HttpRequest) -> HttpResponse:
    """An impact dialog; ?n= changes the facts."""
    count = request.POST.get("n") or request.GET.get("n", "256")

    def effects() -> Impact:
        return Impact(
            title=_("作废订单 %(number)s？") % {"number": "SO-260917-0112"},
            intro=_("%(customer)s，已发 84 / 340 箱。作废后会：") % {"customer": "示例云杉酒店管理"},
            effects=[
                Effect("stock", with_count("释放未发的锁定库存 %(count)s 箱") % {"count": int(count)}),
                Effect("money", _("冲减应收 %(amount)s") % {"amount": "¥21,824.00"}),
                Effect("late", _("撤回 1 张未出库的发货单"), "warn"),
            ],
            do_label=_("作废订单"),
            keep_label=_("保留订单"),
            hint=_("作废记录保留，30 天内可恢复"),
        )

    def act(reason: str, _key: str) -> str:
        done(request, _("已作废，原因：%(reason)s") % {"reason": reason})
        return reverse("ui:gallery")

    return confirm(request, impact=effects, act=act, back_url=reverse("ui:gallery"))


@fictional
def people(request: HttpRequest) -> HttpResponse:
    """The endpoint of the picker."""
    names = [("李四", "lisi"), ("郑十", "zhengshi"), ("孙七", "sunqi")]

    def find(text: str) -> list[tuple[str, str]]:
        return [pair for pair in names if not text or text in pair[0] or pair[1].startswith(text)]

    return options(request, find, lambda pair: Option(key=pair[0], text=pair[0], code=pair[1]), title=_("查找业务员"))


@fictional
def finder(request: HttpRequest) -> HttpResponse:
    """The endpoint of the product finder."""

    def find(text: str) -> list[str]:
        wanted = text.casefold()
        return [
            key
            for key, (code, name, *_rest, barcode) in GOODS.items()
            if wanted in code.casefold()
            or wanted in name
            or wanted == barcode
            or (wanted == "xsy" and "洗手液" in name)
        ]

    def option(key: str) -> Option:
        code, name, unit, price, stock, barcode = GOODS[key]
        extra = f'{{"unit": "{unit}", "name": "{name}", "price": "{price}"}}'
        return Option(
            key=key,
            text=name,
            code=code,
            figure=_("可用 %(count)s") % {"count": stock},
            amount=money_text(price),
            data=extra,
            exact=barcode,
        )

    return options(request, find, option)


def _check(lines: list[Line]) -> tuple[Decimal, list[Line]]:
    """Invented prices: totals, and a refusal when the stock does not suffice."""
    total = Decimal(0)
    for line in lines:
        typed_code = line.values["item-text"]
        key = line.values["item"] or next((key for key, facts in GOODS.items() if facts[0] == typed_code), "")
        known = GOODS.get(key)
        if known is None:
            line.refuse("item", _("选择商品，或清空这一行"))
            continue
        code, name, unit, price, stock, _barcode = known
        typed = line.values["quantity"]
        quantity = Decimal(typed) if typed.isdecimal() else Decimal(0)
        used = Decimal(line.values["price"] or price)
        amount = f"{quantity * used:,.2f}"
        line.shown = {"name": name, "unit": unit, "price": price, "amount": amount, "item": key, "item-text": code}
        total += quantity * used
        if not quantity:
            line.refuse("quantity", _("填写数量"))
        elif quantity > stock:
            text = _("可用库存只有 %(stock)s 箱，缺 %(short)s 箱") % {"stock": stock, "short": quantity - stock}
            remedy = Remedy(label=_("改为 %(stock)s 箱") % {"stock": stock}, values={"quantity": str(stock)})
            line.messages.append(LineMessage(text=text, field="quantity", remedies=[remedy]))
    return total, lines


@fictional
def entry(request: HttpRequest) -> HttpResponse:
    """A page with a line grid."""
    lines = parse(request.POST, LINES) if request.method == "POST" else []
    total, checked = _check(lines)
    context = {"grid": Grid(LINES, checked), "total": total, "title": _("新建销售订单")}
    status = 422 if any(line.bad_fields for line in checked) else 200
    return render_page(request, "ui/gallery/entry.html", context, status=status)


@fictional
def preview(request: HttpRequest) -> HttpResponse:
    """The preview endpoint of the grid."""
    total, lines = _check(parse(request.POST, LINES))
    return preview_response(request, LINES, lines, parts={"ui/gallery/totals.html": {"total": total, "lines": lines}})


@fictional
def sign_in(request: HttpRequest) -> HttpResponse:
    """The frame of the sign-in page."""
    return render_page(request, "ui/gallery/sign_in.html", {})
