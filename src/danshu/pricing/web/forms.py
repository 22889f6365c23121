"""Forms of prices (CAT-006)."""

from __future__ import annotations

from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from danshu.currencies.queries import currency_choices
from danshu.dictionaries.queries import choices
from danshu.kit.actor import Actor
from danshu.parties.dictionaries import PRICE_LEVEL
from danshu.parties.queries import customer_label, find_customers
from danshu.ui.fields import ChoiceField, DateField, DecimalField, MoneyField, PickerField, RemarkField
from danshu.ui.forms import Form, Section


class PriceForm(Form):
    """A price for exactly one of customer, price level, or a quantity from which it holds."""

    sections = [
        Section(_("适用对象"), ["customer_id:2", "price_level_id", "min_quantity"], _("三项中填一项")),
        Section(_("价格与日期"), ["price", "currency", "valid_from", "valid_until", "reason:4"]),
    ]
    price_level_id = ChoiceField(label=_("价格级别"), required=False)
    min_quantity = DecimalField(label=_("起订数量"), required=False, max_digits=12, decimal_places=3)
    price = MoneyField(label=_("单价"), decimal_places=4, help_text=_("最多 4 位小数"))
    currency = ChoiceField(label=_("币种"), choices=currency_choices)
    valid_from = DateField(label=_("开始日期"))
    valid_until = DateField(label=_("结束日期"), required=False, help_text=_("含这一天；不填为长期"))
    reason = RemarkField(label=_("原因"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker = PickerField(
            label=gettext("客户"),
            required=False,
            url=lambda: reverse("parties:find"),
            label_of=lambda key: customer_label(actor, key),
            search=lambda text: [(found.pk, found.name) for found in find_customers(text, actor=actor, limit=20)],
        )
        picker.widget.attrs["class"] = "form-control"
        self.fields["customer_id"] = picker
        levels = [("", "—"), *choices(PRICE_LEVEL)]
        cast(ChoiceField, self.fields["price_level_id"]).choices = levels

    @property
    def terms(self) -> dict[str, Any]:
        """The entries for the operation."""
        chosen = self.values["price_level_id"]
        return {**self.values, "price_level_id": int(chosen) if chosen else None}


class ListPriceForm(Form):
    """Sale, guide and minimum price of an item."""

    sections = [Section(_("价格"), ["sale_price", "guide_price", "minimum_price", "reason:4"])]
    sale_price = MoneyField(label=_("销售价"))
    guide_price = MoneyField(label=_("指导价"), required=False)
    minimum_price = MoneyField(label=_("最低价"), required=False, help_text=_("低于此价的订单需要主管审批"))
    reason = RemarkField(label=_("原因"))


class EndForm(Form):
    """When a price ends, and why."""

    sections = [Section(_("结束价格"), ["last_day", "reason:4"])]
    last_day = DateField(label=_("最后一天"), required=False, help_text=_("含这一天；不填则从今天起不再使用"))
    reason = RemarkField(label=_("原因"))
