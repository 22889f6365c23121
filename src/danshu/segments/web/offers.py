"""What tags, segments and groups add to the lists of customers and contacts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.kit.words import with_count
from danshu.parties.panels import contact_card
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.parties.web import lists, part_lists
from danshu.sales.web.lists import offer_order_filter
from danshu.segments import permissions as rights
from danshu.segments.group_queries import group_choices, grouped, groups_of
from danshu.segments.queries import members_of, segment_choices
from danshu.segments.web.group_list import SIGHT
from danshu.ui.detail import Card, Link
from danshu.ui.lists import BatchAction, BatchContext, MultiChoiceFilter


def on_its_page(record: Any, context: BatchContext) -> object:
    """The page that the act leads to asks for more."""
    raise NotImplementedError


lists.offer_batch(
    BatchAction(
        key="tag", label=_("加标签"), permission=EDIT_CUSTOMERS, icon="tag", page="segments:customers_tag",
        done=with_count("已调整 %(count)s 家客户的标签"), run=on_its_page,
    )
)  # fmt: skip
lists.offer_batch(
    BatchAction(
        key="segment", label=_("加入分群"), permission=rights.CONFIGURE, icon="target-arrow",
        page="segments:customers_join", done=with_count("已加入 %(count)s 家客户"), run=on_its_page,
    )
)  # fmt: skip
lists.offer_filter(
    MultiChoiceFilter(
        key="segment", label=_("分群"), permission=rights.VIEW, choices=lambda actor: segment_choices(),
        apply=lambda rows, keys: rows.filter(pk__in=members_of([int(key) for key in keys])),
    )
)  # fmt: skip
offer_order_filter(
    MultiChoiceFilter(
        key="segment", label=_("客户分群"), path="pk", permission=rights.VIEW, choices=lambda actor: segment_choices(),
        apply=lambda rows, keys: rows.filter(customer_id__in=members_of([int(key) for key in keys])),
    )
)  # fmt: skip
part_lists.offer_batch(
    BatchAction(
        key="group", label=_("加入分组"), permission=rights.GROUP_CONTACTS, icon="plus", page="segments:contacts_group",
        done=with_count("已加入 %(count)s 位联系人"), run=on_its_page,
    )
)  # fmt: skip
part_lists.offer_batch(
    BatchAction(
        key="ungroup", label=_("移出分组"), permission=rights.GROUP_CONTACTS, icon="x", page="segments:contacts_ungroup",
        done=with_count("已移出 %(count)s 位联系人"), run=on_its_page,
    )
)  # fmt: skip
part_lists.offer_filter(
    MultiChoiceFilter(
        key="group", label=_("联系人分组"), permission=rights.GROUP_CONTACTS, choices=group_choices,
        apply=lambda rows, keys: rows.filter(pk__in=grouped([int(key) for key in keys])),
    )
)  # fmt: skip


@contact_card
def groups_card(actor: Actor, contact_id: int) -> Card | None:
    """The groups a contact is in."""
    if not actor.can(rights.GROUP_CONTACTS):
        return None
    links = [
        Link(label=name, url=reverse("segments:group", args=[pk]), note=str(SIGHT[str(is_public)].label))
        for pk, name, is_public in groups_of(actor, contact_id)
    ]
    return Card(title=_("联系人分组"), links=links, empty=_("不在任何分组里"))
