"""The accounts that orders and receipts are posted to."""

from django.utils.translation import gettext_lazy as _

from danshu.ledger.accounts import account_kind
from danshu.ledger.journals import journal_kind

RECEIVABLE = account_kind("billing.receivable", "应收账款", "Receivables", may_be_negative=True)
REVENUE = account_kind("billing.revenue", "销售收入", "Sales revenue", may_be_negative=True)
BANK = account_kind("billing.bank", "银行及收款渠道", "Bank and payment channels", may_be_negative=True)
UNMATCHED = account_kind("billing.unmatched", "待核销收款", "Unmatched receipts", may_be_negative=True)
WRITE_OFF = account_kind("billing.write_off", "尾差核销", "Written-off differences", may_be_negative=True)
ALLOWANCE = account_kind("billing.allowance", "销售折让", "Sales allowances", may_be_negative=True)

COMPANY = "company:1"

journal_kind("confirmed", _("订单确认应收"))
journal_kind("reopened", _("重新审核，退回应收"))
journal_kind("amended", _("订单变更，调整应收"))
journal_kind("divided", _("订单拆分，分给新订单"))
journal_kind("cancelled", _("订单取消，冲减应收"))
journal_kind("received", _("收款入账"))
journal_kind("matched", _("核销订单"))
journal_kind("refunded", _("退款"))
journal_kind("write_off_taken_back", _("退回尾差"))
journal_kind("customers_merged", _("客户合并，余额转移"))
journal_kind("customers_separated", _("撤销客户合并，余额退回"))


def customer_owner(customer_id: int) -> str:
    """The owner text of a customer's accounts."""
    return f"parties.customer:{customer_id}"
