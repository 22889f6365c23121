"""Words for the history of customers and contacts."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.audit.labels import audited, field_labels, sensitive
from danshu.kit.jobs import event_labels
from danshu.kit.reasons import own_reasons
from danshu.kit.records import record_pages
from danshu.parties.fields import (
    ADDRESS_FIELDS,
    CONTACT_FIELDS,
    CUSTOMER_FIELDS,
    INVOICE_FIELDS,
    Channel,
    CustomerType,
    Gender,
    Language,
)
from danshu.parties.territories import country_name
from danshu.ui.formats import decimal_text

CREDIT_LABELS = {
    "credit_limit": _("信用额度"),
    "payment_terms_days": _("账期（天）"),
    "is_credit_blocked": _("停止赊销"),
    "credit_block_reason": _("停止赊销的理由"),
}


def _amount(stored: Any) -> str:
    try:
        return decimal_text(Decimal(str(stored)), 2)
    except InvalidOperation:
        return str(stored)


field_labels(
    "parties.customer",
    {
        **{field.name: field.label for field in CUSTOMER_FIELDS.values()},
        **{f"invoice_{field.name}": field.label for field in INVOICE_FIELDS.values()},
        **{f"address_{field.name}": field.label for field in ADDRESS_FIELDS.values()},
        **CREDIT_LABELS,
        "last_contact_at": _("最近联系"),
        "next_contact_at": _("下次联系"),
        "owner": pgettext_lazy("客户", "负责人"),
        "unit": _("部门"),
        "contacts": _("联系人"),
        "contact": _("联系人"),
        "address": _("收货地址"),
        "address_is_deleted": _("已删除"),
        "is_valid": _("有效"),
        "is_vetted": _("新建已审核"),
        "is_deleted": _("在回收站中"),
        "merged_in": _("并入的客户"),
        "merged_into": _("并入"),
        "shared_with": _("共享给"),
        "not_the_same": _("确认不是同一家"),
    },
    name=_("客户"),
    values={
        "type": CustomerType,
        "language": Language,
        "country": country_name,
        "address_country": country_name,
        "credit_limit": _amount,
    },
)
field_labels(
    "parties.contact",
    {
        **{field.name: field.label for field in CONTACT_FIELDS.values()},
        "is_valid": _("有效"),
        "is_deleted": _("已删除"),
    },
    name=_("联系人"),
    values={"gender": Gender, "preferred_channel": Channel},
)
field_labels("dictionaries.value", {"follow_up_days": _("跟踪频率（天）")})
audited("parties.customer", "parties_customer")
sensitive("parties.share_customer", "parties.unshare_customer")
sensitive("parties.merge_customers", "parties.unmerge_customers")
sensitive("parties.change_owner", "parties.set_credit", "parties.invalidate_customer")
event_labels(
    {
        "parties.customer_created": _("新建了客户"), "parties.customer_changed": _("客户资料已修改"),
        "parties.customer_invalidated": _("客户已失效"), "parties.customer_restored": _("客户已恢复"),
    }
)  # fmt: skip
record_pages({"parties.customer": "parties:customer", "parties.contact": "parties:contact"})
field_labels("parties.level_frequency", {}, name=_("跟踪频率"))
own_reasons(pgettext_lazy("原因", "撤销导入"), _("账号停用，移交"))
