"""What this module refuses, with the way out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError


class DuplicateCustomer(DomainError):
    """Somebody created the same customer a moment ago (CUS-003)."""

    code = "customer_duplicate"
    message = _("同一地区刚刚有人建了同名客户，或同一证照号码的客户")
    way_out = _("再保存一次会看到是哪一家；确属另一家时填写理由")


class ExternalCodeTaken(DomainError):
    """A code of another system names one customer."""

    code = "customer_external_code_taken"
    message = _("外部编码已被另一个客户使用")
    way_out = _("核对编码，或清空后保存")


class InvalidRecord(DomainError):
    """What was invalidated can only be viewed (COM-005)."""

    code = "customer_invalid"
    message = _("%(label)s 已失效，失效的数据只能查看")
    way_out = _("需要继续使用时，新建一条记录")


class CustomerInUse(DomainError):
    """A customer with documents is kept (CUS-005)."""

    code = "customer_in_use"
    message = _("%(label)s 不能删除：已有 %(places)s")
    way_out = _("改为使客户失效；已有单据不受影响")


class IdentityLocked(DomainError):
    """Name, licence number and type of a customer with approved orders change by request only (CUS-005)."""

    code = "customer_identity_locked"
    message = _("%(label)s 已有 %(places)s，%(fields)s 不能直接修改")
    way_out = _(
        "公司改名：用新名称新建客户，再请运营管理员把这家合并进去，已有单据保留原名；证照号码或类型变了：新建客户，今后的订单用新客户"
    )


class ContactInUse(DomainError):
    """A contact named in documents is kept (CUS-020)."""

    code = "contact_in_use"
    message = _("联系人 %(label)s 不能删除：已有 %(places)s")
    way_out = _("改为使联系人失效；已有单据不受影响")


class NotInBin(DomainError):
    """Only what lies in the recycle bin can be restored."""

    code = "customer_not_in_bin"
    message = _("%(label)s 不在回收站中")
    way_out = _("它没有被删除，或已经恢复；从客户列表打开")


class SameOwner(DomainError):
    """The customer has this owner already."""

    code = "customer_same_owner"
    message = _("%(label)s 的负责人已经是 %(owner)s")
    way_out = _("选择另一位负责人")


class ParentLoop(DomainError):
    """A customer is not above itself."""

    code, status = "customer_parent_loop", 422
    message = _("上级客户不能是它自己或它的下级")
    way_out = _("选择另一个上级客户，或清空")


class TooManySelected(DomainError):
    """A batch has its limit."""

    code, status = "customers_too_many", 422
    message = _("一次最多处理 %(limit)s 个客户，现在选了 %(count)s 个")
    way_out = _("分几次处理")


class NothingSelected(DomainError):
    """A batch without records (COM-004)."""

    code, status = "customers_none_selected", 422
    message = _("没有选择记录")
    way_out = _("至少选择一条记录")


class CustomerMerged(DomainError):
    """What was taken into another customer gets no new documents (CUS-003)."""

    code = "customer_merged"
    message = _("这家客户刚刚并入了另一家客户")
    way_out = _("按原编号查找会找到合并后的客户，用它再保存一次")


class MergeConflicts(DomainError):
    """Two customers whose facts contradict each other are not one (CUS-003)."""

    code, status = "customers_not_the_same", 409
    message = _("%(loser)s 与 %(survivor)s 不能合并：%(conflicts)s")
    way_out = _("先核对并更正这些资料；确属两家客户时不要合并")


class NotMergeable(DomainError):
    """A merge needs two different customers."""

    code, status = "customer_merge_itself", 422
    message = _("选择另一家客户")
    way_out = _("合并需要两家不同的客户")


class MergeNotUndone(DomainError):
    """Too late, undone already, or something stands on it (CUS-003)."""

    code = "customer_merge_not_undone"
    message = _("这次合并不能撤销：%(why)s")
    way_out = _("核对修改记录；需要分开时新建客户")


class PrimaryTaken(DomainError):
    """Two people chose a primary contact at once."""

    code = "contact_primary_taken"
    message = _("同一时刻有人指定了另一位主要联系人")
    way_out = _("重新载入页面，再决定谁是主要联系人")


class DefaultTaken(DomainError):
    """Two people chose a default address at once."""

    code = "address_default_taken"
    message = _("同一时刻有人指定了另一个默认地址")
    way_out = _("重新载入页面，再决定默认地址")


explain("customer_name_unique", lambda: DuplicateCustomer(field="name"))
explain("customer_licence_unique", lambda: DuplicateCustomer(field="licence_number"))
explain("customer_external_code_unique", lambda: ExternalCodeTaken(field="external_code"))
explain("customer_merged", CustomerMerged)
explain("customer_merged_once", CustomerMerged)
explain("contact_one_primary", lambda: PrimaryTaken(field="is_primary"))
explain("contact_has_primary", lambda: PrimaryTaken(field="is_primary"))
explain("address_one_default", lambda: DefaultTaken(field="is_default"))
explain("address_has_default", lambda: DefaultTaken(field="is_default"))
explain("customer_not_its_own_parent", lambda: ParentLoop(field="parent"))
