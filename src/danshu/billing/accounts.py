"""The accounts that orders and receipts are posted to."""

from danshu.ledger.accounts import account_kind

RECEIVABLE = account_kind("billing.receivable", "应收账款", "Receivables", may_be_negative=True)
REVENUE = account_kind("billing.revenue", "销售收入", "Sales revenue", may_be_negative=True)
BANK = account_kind("billing.bank", "银行及收款渠道", "Bank and payment channels", may_be_negative=True)
UNMATCHED = account_kind("billing.unmatched", "待核销收款", "Unmatched receipts", may_be_negative=True)
WRITE_OFF = account_kind("billing.write_off", "尾差核销", "Written-off differences", may_be_negative=True)

COMPANY = "company:1"


def customer_owner(customer_id: int) -> str:
    """The owner text of a customer's accounts."""
    return f"parties.customer:{customer_id}"
