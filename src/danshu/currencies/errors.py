"""What the maintenance of currencies refuses, with the way out."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError


class CurrencyCodeTaken(DomainError):
    """One record for each code."""

    code, status = "currency_code_taken", 409
    message = _("已有这个代码的货币")
    way_out = _("在货币列表里按代码查询，修改已有的货币；失效的货币也占用代码")


class CurrencyInUse(DomainError):
    """What documents name stays (CAT-020)."""

    code = "currency_in_use"
    message = _("货币 %(code)s 已被使用（%(places)s），不能删除")
    way_out = _("改为失效：不再用于新单据，已有单据不变")


class CurrencyClosed(DomainError):
    """An invalid currency can only be viewed (COM-005)."""

    code = "currency_closed"
    message = _("货币 %(code)s 已失效，只能查看")
    way_out = _("需要时使用另一种货币")


class BaseStays(DomainError):
    """The base currency is neither deleted nor withdrawn."""

    code = "base_currency_stays"
    message = _("%(code)s 是本位币，不能删除或失效")
    way_out = _("还没有单据时，可以先在系统参数里改用另一种本位币")


class BaseHasNoRate(DomainError):
    """One unit of the base currency is one unit of it."""

    code, status = "base_has_no_rate", 422
    message = _("%(code)s 是本位币，汇率总是 1")
    way_out = _("为其他货币录入对本位币的汇率")


class BaseFixed(DomainError):
    """The base currency does not change after the first document (CAT-020)."""

    code, status = "base_currency_fixed", 409
    message = _("已有单据（%(places)s），本位币不能再改")
    way_out = _("新单据可以使用其他货币，并按汇率折算为本位币")


class BaseAtOnce(DomainError):
    """A planned change could meet documents that are made until then."""

    code, status = "base_currency_at_once", 422
    message = _("本位币只能立即修改，不能约定以后的日期")
    way_out = _("不填生效日期")


class RateWithdrawn(DomainError):
    """Once is enough."""

    code = "rate_withdrawn"
    message = _("这个汇率已撤销")
    way_out = _("需要时重新录入")


class NoRate(DomainError):
    """A currency without a rate cannot be ordered in (CAT-020)."""

    code, status = "currency_without_rate", 422
    message = _("%(code)s 还没有生效的汇率，不能用于下单")
    way_out = _("先录入它对本位币的汇率")


explain("currency_code_unique", lambda: CurrencyCodeTaken(field="code"))
