"""Forms of currencies and rates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.currencies.models import MOST_DECIMALS
from danshu.currencies.rules import RATE_REMARK, CurrencyValues
from danshu.ui.fields import ChoiceField, DateField, DecimalField, NameField, RemarkField, TextField
from danshu.ui.forms import Form, Section

OWN = ("code", "name", "name_en", "symbol", "decimals", "is_orderable", "remark")


class CurrencyForm(Form):
    """A currency that exists."""

    sections = [Section(_("货币"), ["code", "name", "name_en:2", "symbol", "decimals", "is_orderable:2", "remark:4"])]
    code = TextField(label=_("货币代码"), max_length=3, help_text=_("三个字母，例如 USD"))
    name = NameField(label=_("货币名称"))
    name_en = NameField(label=_("英文名称"), required=False)
    symbol = TextField(label=pgettext_lazy("货币", "符号"), max_length=8, required=False)
    decimals = ChoiceField(
        label=_("小数位数"), choices=[(str(n), str(n)) for n in range(MOST_DECIMALS + 1)], initial="2"
    )
    is_orderable = forms.BooleanField(
        label=_("可用于下单"), required=False, help_text=_("有生效的汇率时，订单可以选这种货币")
    )
    remark = RemarkField()

    def entered(self) -> CurrencyValues:
        """The currency as the operations take it."""
        given: dict[str, Any] = {name: self.values[name] for name in OWN if name in self.values}
        return given | {"decimals": int(given["decimals"])}  # type: ignore[return-value]


class ChangedCurrencyForm(CurrencyForm):
    """The code stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"]


class NewCurrencyForm(CurrencyForm):
    """A new currency with its first rate."""

    sections = [*CurrencyForm.sections, Section(_("汇率"), ["rate", "effective_date"])]
    rate = DecimalField(
        label=_("汇率"),
        required=False,
        max_digits=14,
        decimal_places=6,
        help_text=_("1 个单位折合多少本位币；本位币自己不填"),
    )
    effective_date = DateField(label=_("生效日期"), required=False)

    def entered_so_far(self) -> dict[str, Any]:
        """What could be read while other entries are wrong."""
        found = self.gathered
        return found | {"decimals": int(found["decimals"]) if str(found["decimals"] or "").isdecimal() else -1}


class RateForm(Form):
    """A rate from a day on."""

    sections = [
        Section(
            _("汇率"), ["rate", "effective_date", "remark:2"], _("从生效日期起的新单据按它折算；已有单据保留自己的汇率")
        )
    ]
    rate = DecimalField(label=_("汇率"), max_digits=14, decimal_places=6)
    effective_date = DateField(label=_("生效日期"))
    remark = TextField(label=_("备注"), max_length=RATE_REMARK, required=False)
