"""Words for the history of customers and contacts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.audit.labels import audited, field_labels, sensitive
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

CREDIT_LABELS = {
    "credit_limit": _("信用额度"),
    "payment_terms_days": _("账期（天）"),
    "is_credit_blocked": _("停止赊销"),
    "credit_block_reason": _("停止赊销的理由"),
}

field_labels(
    "parties.customer",
    {
        **{field.name: field.label for field in CUSTOMER_FIELDS.values()},
        **{f"invoice_{field.name}": field.label for field in INVOICE_FIELDS.values()},
        **{f"address_{field.name}": field.label for field in ADDRESS_FIELDS.values()},
        **CREDIT_LABELS,
        "last_contact_at": _("最近联系"),
        "owner": _("负责人"),
        "unit": _("部门"),
        "contacts": _("联系人"),
        "contact": _("联系人"),
        "address": _("收货地址"),
        "address_is_deleted": _("已删除"),
        "is_valid": _("有效"),
        "is_deleted": _("在回收站中"),
    },
    name=_("客户"),
    values={"type": CustomerType, "language": Language, "country": country_name, "address_country": country_name},
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
audited("parties.customer", "parties_customer")
sensitive("parties.change_owner", "parties.set_credit", "parties.invalidate_customer")
