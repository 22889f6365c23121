"""The lists of contacts and of the recycle bin (CUS-020, CUS-005)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.parties import permissions as rights
from danshu.parties.fields import CONTACT_FIELDS
from danshu.parties.operations.invalidate_contact import invalidate_contact
from danshu.parties.operations.restore_customer import restore_customer
from danshu.parties.queries import contacts, customer_label, deleted_customers, matching, matching_contacts
from danshu.parties.web import shown
from danshu.parties.web.columns import columns, filters
from danshu.parties.web.lists import VALIDITY, by_validity
from danshu.ui.lists import BatchAction, ChoiceFilter, Column, ListSpec, PickerFilter, RowAction

CONTACTS = ListSpec(
    name="parties.contacts",
    title=_("联系人"),
    noun=_("位"),
    section=_("客户"),
    url_name="parties:contact_list",
    permission=rights.VIEW_CONTACTS,
    rows=contacts,
    label_of=lambda contact: contact.name,
    sort="-pk",
    search=matching_contacts,
    search_hint=_("姓名、拼音、职务、客户、完整电话"),
    columns=[
        Column(
            key="name", label=_("姓名"), kind="link", sort="sort_key", card="title",
            url=lambda contact: reverse("parties:contact", args=[contact.pk]),
            tag=lambda contact: _("主要") if contact.is_primary else "",
        ),
        Column(
            key="customer", label=_("客户"), kind="link", value=lambda c: c.customer.name, card="left",
            url=lambda contact: shown.customer_url(contact.customer), sort="customer__sort_key",
        ),
        Column(key="position", label=_("职务"), sort="position", card="middle"),
        Column(key="department", label=_("部门"), sort="department", tone="soft"),
        Column(key="shown_mobile", label=_("手机"), card="number"),
        Column(key="shown_phone", label=_("固定电话")),
        Column(key="shown_email", label=_("邮箱")),
        Column(key="relation", label=_("关系类型"), value=lambda c: shown.label(c.relation), tone="soft"),
        Column(key="created_at", label=_("建档时间"), kind="datetime", sort="created_at", tone="soft", card="date"),
        *columns([CONTACT_FIELDS[name] for name in ("gender", "birthday", "decision_role", "preferred_channel", "remark")]),
    ],
    filters=[
        *filters([field for field in CONTACT_FIELDS.values() if field.name != "is_primary"]),
        PickerFilter(
            key="customer", label=_("客户"), path="customer_id", url=lambda: reverse("parties:find"),
            label_of=customer_label, common=True,
        ),
        ChoiceFilter(
            key="primary", label=_("主要联系人"), choices=[("1", _("是")), ("0", _("否"))],
            apply=lambda rows, value: rows.filter(is_primary=value == "1"),
        ),
        ChoiceFilter(key="valid", label=_("失效否"), choices=VALIDITY, default="valid", apply=by_validity),
    ],
    batch=[
        BatchAction(
            key="invalidate", label=_("失效"), permission=rights.EDIT_CONTACTS, icon="ban", danger=True,
            confirm=_("使 %(count)s 位联系人失效？"), effect=_("不再能用于新单据，已有单据不受影响"),
            keep=_("保留联系人"), reason="required", done=_("已失效 %(count)s 位"),
            run=lambda contact, c: invalidate_contact.keyed(c.key(contact))(
                contact_id=contact.pk, reason=c.reason, actor=c.actor, at=c.at
            ),
        ),
    ],
    export=rights.EXPORT_CONTACTS,
    row_class=lambda contact: "" if contact.is_valid else "void",
    empty_title=_("还没有联系人"),
    empty_text=_("在客户页面添加联系人"),
)  # fmt: skip

BIN = ListSpec(
    name="parties.bin",
    title=_("客户回收站"),
    noun=_("家"),
    section=_("客户"),
    url_name="parties:bin",
    permission=rights.DELETE_CUSTOMERS,
    rows=deleted_customers,
    label_of=str,
    sort="-deleted_at",
    search=matching,
    search_hint=_("名称、编号、拼音"),
    columns=[
        Column(key="number", label=_("编号"), sort="number", card="number"),
        Column(key="name", label=_("客户名称"), sort="sort_key", card="title"),
        Column(key="owner", label=_("负责人"), value=lambda c: c.owner_name, card="left"),
        Column(key="deleted_at", label=_("删除时间"), kind="datetime", sort="deleted_at", card="date"),
        Column(key="deleted_by_name", label=_("删除人"), card="middle"),
        Column(key="delete_reason", label=_("理由"), tone="soft"),
    ],
    batch=[
        BatchAction(
            key="restore", label=_("恢复"), permission=rights.DELETE_CUSTOMERS, icon="rotate",
            done=_("已恢复 %(count)s 家"),
            run=lambda customer, c: restore_customer.keyed(c.key(customer))(
                customer_id=customer.pk, duplicate_reason=c.reason, actor=c.actor, at=c.at
            ),
        ),
    ],
    row_actions=[
        RowAction(label=_("恢复"), icon="rotate", url=lambda c: reverse("parties:customer_restore", args=[c.pk])),
    ],
    empty_title=_("回收站是空的"),
    empty_text=_("删除的客户在这里保留一段时间"),
)  # fmt: skip
