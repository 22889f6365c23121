"""What pricing refuses, with the way out."""

from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError


class PriceOverlap(DomainError):
    """Two prices for the same purpose on one day; the operation makes room itself, so this is a race."""

    code = "price_overlap"
    message = _("同一对象在这段时间已有另一个价格")
    way_out = _("重新载入价格页，看过现有价格后再保存")


class PriceMissing(DomainError):
    """An item has no price in the currency of the document."""

    code, status = "price_missing", 422
    message = _("%(items)s 没有%(currency)s价格")
    way_out = _("换用商品的币种下单，或由运营管理员先为这个币种设置价格")


class PriceOver(DomainError):
    """A price that ended is history."""

    code = "price_over"
    message = _("这个价格在 %(day)s 已经结束，不能再改")
    way_out = _("需要继续优惠时，设置一个新的价格")


explain("price_no_overlap", PriceOverlap)
