"""Pages of prices (CAT-006)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.catalog.permissions import COST_VIEW
from danshu.catalog.queries import item_or_404
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.pricing.models import PriceRule
from danshu.pricing.operations.end_price import end_price
from danshu.pricing.operations.set_list_prices import set_list_prices
from danshu.pricing.operations.set_price import set_price
from danshu.pricing.permissions import PRICE_EDIT, PRICE_VIEW
from danshu.pricing.queries import rules_of, visible_changes, visible_rules
from danshu.pricing.statuses import STATES, days_text, state_of, today
from danshu.pricing.targets import target_of
from danshu.pricing.web.forms import EndForm, ListPriceForm, PriceForm
from danshu.pricing.web.lists import HISTORY, PRICES
from danshu.ui.detail import Action, Card, DetailPage, Fact
from danshu.ui.formats import NOTHING, money_text
from danshu.ui.forms import form_page, posted
from danshu.ui.lists import list_view
from danshu.ui.messages import done
from danshu.ui.responses import render_page

SHOWN = 50

prices = list_view(PRICES)
history = list_view(HISTORY)


@allowed_to(PRICE_VIEW)
def item_prices(request: ActorRequest, item_id: int) -> HttpResponse:
    """All prices of an item with their history."""
    item, actor = item_or_404(item_id), request.actor
    own = ["sale_price", "guide_price", "minimum_price"] + (["purchase_price"] if actor.can(COST_VIEW) else [])
    labels = {
        "sale_price": _("销售价"), "guide_price": _("指导价"), "minimum_price": _("最低价"), "purchase_price": _("进价")
    }  # fmt: skip
    values = {name: getattr(item, name) for name in own}
    facts = [
        Fact(label=labels[name], value=NOTHING if value is None else money_text(value, item.currency))
        for name, value in values.items()
    ]
    page = DetailPage(
        title=_("%(name)s 的价格") % {"name": item.name},
        subtitle=item.code,
        actions=_actions(item_id) if actor.can(PRICE_EDIT) and item.is_valid else [],
        facts=facts,
        cards=[_order_of_prices()],
        breadcrumb=[(_("价格表"), reverse("pricing:prices")), (str(item), reverse("catalog:item", args=[item_id]))],
    )
    rules = [
        {
            "rule": rule, "target": target_of(rule), "state": STATES[state_of(rule)],
            "days": days_text(rule.first_day, rule.last_day), "open": state_of(rule) != "over",
        }
        for rule in rules_of(item_id, actor=actor)
    ]  # fmt: skip
    changes = [
        {"change": change, "days": days_text(change.valid_from, change.valid_until)}
        for change in visible_changes(actor).filter(item_id=item_id).order_by("-id")[:SHOWN]
    ]
    context = {"page": page, "rules": rules, "changes": changes, "can_edit": actor.can(PRICE_EDIT)}
    return render_page(request, "pricing/item.html", context)


def _order_of_prices() -> Card:
    kinds = (_("客户价"), _("级别价"), _("数量阶梯"), _("销售价"))
    return Card(title=_("下单时依次采用"), pairs=[(str(number), kind) for number, kind in enumerate(kinds, 1)])


def _actions(item_id: int) -> list[Action]:
    listed, new = (reverse(f"pricing:{name}", args=[item_id]) for name in ("list_price", "set"))
    return [
        Action(label=_("修改销售价"), url=listed, icon="pencil", key="E"),
        Action(label=_("设置价格"), url=new, icon="plus", tone="primary", key="N"),
    ]


@allowed_to(PRICE_EDIT)
def price_set(request: ActorRequest, item_id: int) -> HttpResponse:
    """A price for a customer, a price level, or from a quantity on."""
    item, back_url = item_or_404(item_id), reverse("pricing:item", args=[item_id])
    initial = {"currency": item.currency, "valid_from": today()}
    form = PriceForm(posted(request), actor=request.actor, initial=initial)

    def save() -> str:
        rule = set_price.keyed(form.token)(item_id=item_id, **form.terms, actor=request.actor, at=now())
        done(
            request,
            _("%(target)s 的价格 %(price)s 已设置") % {"target": target_of(rule), "price": form.values["price"]},
        )
        return back_url

    context = {"breadcrumb": [(_("价格表"), reverse("pricing:prices")), (str(item), back_url)]}
    return form_page(request, form, save, title=_("设置价格"), back_url=back_url, context=context)


@allowed_to(PRICE_EDIT)
def list_price(request: ActorRequest, item_id: int) -> HttpResponse:
    """Sale, guide and minimum price."""
    item, back_url = item_or_404(item_id), reverse("pricing:item", args=[item_id])
    names = ("sale_price", "guide_price", "minimum_price", "version")
    form = ListPriceForm(posted(request), initial={name: getattr(item, name) for name in names})

    def save() -> str:
        set_list_prices.keyed(form.token)(
            item_id=item_id, version=form.seen_version, **form.values, actor=request.actor, at=now()
        )
        done(request, _("%(label)s 的价格已保存，之后的新订单按新价格") % {"label": item})
        return back_url

    context = {"breadcrumb": [(_("价格表"), reverse("pricing:prices")), (str(item), back_url)]}
    return form_page(request, form, save, title=_("修改销售价"), back_url=back_url, context=context)


@allowed_to(PRICE_EDIT)
def price_end(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a price end."""
    found = visible_rules(request.actor).select_related("item", "customer", "price_level").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    rule: PriceRule = found
    back_url = reverse("pricing:item", args=[rule.item_id])
    form = EndForm(posted(request), initial={"version": rule.version})

    def save() -> str:
        end_price.keyed(form.token)(rule_id=pk, version=form.seen_version, **form.values, actor=request.actor, at=now())
        done(request, _("%(target)s 的价格已结束") % {"target": target_of(rule)})
        return back_url

    facts = {"target": target_of(rule), "price": f"{rule.price.normalize():f}"}
    title = _("结束价格：%(target)s %(price)s") % facts
    context = {
        "breadcrumb": [(_("价格表"), reverse("pricing:prices")), (str(rule.item), back_url)],
        "save_label": _("结束价格"),
    }
    return form_page(request, form, save, title=title, back_url=back_url, context=context)
