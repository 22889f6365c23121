"""What inventory refuses, with the way out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError, FieldProblem


@dataclass(frozen=True, slots=True)
class Shortage:
    """What was asked of an item in a warehouse and what there was."""

    warehouse_id: int
    item_id: int
    warehouse: str
    item: str
    wanted: Decimal
    available: Decimal

    @property
    def missing(self) -> Decimal:
        """How much is lacking."""
        return self.wanted - max(self.available, Decimal(0))

    @property
    def text(self) -> str:
        """In words, in the active language."""
        return gettext("%(item)s 在%(warehouse)s需要 %(wanted)s，可用 %(available)s，缺 %(missing)s") % {
            "item": self.item,
            "warehouse": self.warehouse,
            "wanted": plain(self.wanted),
            "available": plain(self.available),
            "missing": plain(self.missing),
        }


def plain(quantity: Decimal) -> str:
    """A quantity without trailing zeros: 3, 2.5."""
    return f"{quantity.normalize():f}" if quantity else "0"


class StockShort(DomainError):
    """Less is available than asked for; every gap is named (INV-008)."""

    code = "stock_short"
    message = _("库存不足：%(gaps)s")
    way_out = _("减少数量，换一个仓库，或等补货后再试")

    def __init__(self, gaps: Sequence[Shortage], *, field: str = "") -> None:
        self.gaps = tuple(gaps)
        separator = pgettext("between items of a list", "；")
        super().__init__(field=field, gaps=separator.join(gap.text for gap in self.gaps))

    def beside(self, rows: Iterable[tuple[int | None, int, str]]) -> StockShort:
        """The same refusal, each gap beside the inputs that asked: (warehouse, item, field)."""
        gaps = {(gap.warehouse_id, gap.item_id): gap.text for gap in self.gaps}
        asked = [(field, gaps.get((warehouse or 0, item))) for warehouse, item, field in rows]
        self.problems = [FieldProblem(field, self.code, text) for field, text in asked if text is not None]
        return self


class ClaimShort(DomainError):
    """More is to be shipped than the document has reserved."""

    code = "claim_short"
    message = _("发货数量超过为该单占用的数量：%(gaps)s")
    way_out = _("核对已发数量；占用已释放时先重新占用库存")

    def __init__(self, gaps: Sequence[Shortage]) -> None:
        self.gaps = tuple(gaps)
        separator = pgettext("between items of a list", "；")
        super().__init__(gaps=separator.join(gap.text for gap in self.gaps))


class AlreadyReserved(DomainError):
    """A document reserves a stock once."""

    code = "already_reserved"
    message = _("这张单据已经占用了该库存")
    way_out = _("重新载入页面查看占用情况")


class StockUnavailable(DomainError):
    """The database kept a stock from falling below what is reserved or below zero."""

    code = "stock_short"
    message = _("库存不足：结果会低于占用数量或低于零")
    way_out = _("减少数量，或先释放占用后再试")


class WarehouseInvalid(DomainError):
    """Nothing enters an invalid warehouse."""

    code = "warehouse_invalid"
    message = _("仓库已失效，不能入库")
    way_out = _("换一个有效的仓库")


class WarehouseHasStock(DomainError):
    """A warehouse with stock stays valid (INV-001)."""

    code = "warehouse_has_stock"
    message = _("仓库还有库存或占用，不能失效")
    way_out = _("先把库存调出或出库，再失效")


class WarehouseCodeTaken(DomainError):
    """Codes are unique, ignoring case."""

    code = "warehouse_code_taken"
    message = _("编码已被另一个仓库使用")
    way_out = _("换一个编码；编码不区分大小写")


class DefaultMustBeValid(DomainError):
    """The default warehouse of a unit is a valid one."""

    code = "warehouse_default_invalid"
    message = _("默认仓库不能失效")
    way_out = _("先把另一个仓库设为该单位的默认仓库")


class NoWarehouse(DomainError):
    """Nothing can be booked in before there is a warehouse."""

    code, status = "no_warehouse", 422
    message = _("还没有可用的仓库")
    way_out = _("先新建一个仓库，再填写期初库存")


explain("claim_live_once", AlreadyReserved)
explain("stock_reserved_within_on_hand", StockUnavailable)
explain("stock_in_valid_warehouse", WarehouseInvalid)
explain("warehouse_with_stock_stays_valid", WarehouseHasStock)
explain("warehouse_code_unique", lambda: WarehouseCodeTaken(field="code"))
explain("warehouse_default_valid", lambda: DefaultMustBeValid(field="is_valid"))
