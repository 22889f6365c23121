"""What stores refuse, with the way out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError


class StoreClosed(DomainError):
    """A closed store can only be viewed (COM-005)."""

    code = "store_closed"
    message = _("门店 %(name)s 已关闭，只能查看")
    way_out = _("需要时新建一个门店")


class StoreInUse(DomainError):
    """A store that was ever used stays (ACC-003)."""

    code = "store_in_use"
    message = _("门店 %(name)s 已被使用，不能删除：%(places)s")
    way_out = _("不再需要时关闭这个门店")


class StoreCodeTaken(DomainError):
    """Codes are unique, ignoring case."""

    code, status = "store_code_taken", 422
    message = _("编码已被另一个门店使用")
    way_out = _("换一个编码")

    def __init__(self) -> None:
        super().__init__(field="code")


explain("store_code_unique", StoreCodeTaken)
