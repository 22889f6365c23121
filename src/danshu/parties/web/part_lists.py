"""The lists of contacts and of the recycle bin (CUS-020, CUS-005)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.custom_fields.web.listing import custom_columns, custom_filters
from danshu.kit.words import counter_word, with_count
from danshu.parties import permissions as rights
from danshu.parties.fields import CONTACT_FIELDS
from danshu.parties.operations.invalidate_contact import invalidate_contact
from danshu.parties.queries import contacts, customer_label, matching_contacts
from danshu.parties.web import shown
from danshu.parties.web.columns import columns, filters
from danshu.parties.web.lists import VALIDITY, by_validity
from danshu.ui.lists import BatchAction, ChoiceFilter, Column, Filter, ListSpec, PickerFilter

FILTERS: list[Filter] = [
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
]  # fmt: skip
BATCH: list[BatchAction] = [
    BatchAction(
        key="invalidate", label=_("失效"), permission=rights.EDIT_CONTACTS, icon="ban", danger=True,
        confirm=with_count("使 %(count)s 位联系人失效？"), effect=_("不再能用于新单据，已有单据不受影响"),
        keep=_("保留联系人"), reason="required", done=with_count("已失效 %(count)s 位"),
        run=lambda contact, c: invalidate_contact.keyed(c.key(contact))(
            contact_id=contact.pk, reason=c.reason, actor=c.actor, at=c.at
        ),
    ),
]  # fmt: skip


def offer_filter(filter_: Filter) -> None:
    """Add a question that an upper module answers about contacts; call it from a declaring file."""
    FILTERS.append(filter_)


def offer_batch(action: BatchAction) -> None:
    """Add something that an upper module does with several contacts; call it from a declaring file."""
    BATCH.insert(-1, action)


CONTACTS = ListSpec(
    more_columns=custom_columns("parties.contact", sees=shown.sees_contact_data),
    more_filters=custom_filters("parties.contact"),
    name="parties.contacts",
    title=pgettext_lazy("列表", "联系人"),
    noun=counter_word("contacts", "位"),
    section=pgettext_lazy("列表", "客户"),
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
        Column(key="department", label=pgettext_lazy("联系人", "部门"), sort="department", tone="soft"),
        Column(key="shown_mobile", label=_("手机"), card="number"),
        Column(key="shown_phone", label=_("固定电话")),
        Column(key="shown_email", label=_("邮箱")),
        Column(key="relation", label=_("关系类型"), value=lambda c: shown.label(c.relation), tone="soft"),
        Column(key="created_at", label=_("建档时间"), kind="datetime", sort="created_at", tone="soft", card="date"),
        *columns([CONTACT_FIELDS[name] for name in ("gender", "birthday", "decision_role", "preferred_channel", "remark")]),
    ],
    filters=FILTERS,
    batch=BATCH,
    export=rights.EXPORT_CONTACTS,
    row_class=lambda contact: "" if contact.is_valid else "void",
    empty_title=_("还没有联系人"),
    empty_text=_("在客户页面添加联系人"),
)  # fmt: skip
