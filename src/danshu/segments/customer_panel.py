"""Tags and segments on the customer's page (CUS-008, CUS-012)."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.parties.panels import CustomerRef, Panel, register
from danshu.parties.permissions import EDIT_CUSTOMERS, VIEW_CUSTOMERS
from danshu.parties.sharing import may
from danshu.segments.queries import segments_of
from danshu.segments.web.lists import KINDS
from danshu.segments.web.views.tags import tagged_url
from danshu.ui.detail import Action, Card, Link


def acts(actor: Actor, customer: CustomerRef) -> Sequence[Action]:
    """Put tags on him."""
    seen = may(actor, EDIT_CUSTOMERS, customer_id=customer.id, unit_id=customer.unit_id, owner_id=customer.owner_id)
    if not customer.is_valid or not seen:
        return []
    url = f"{reverse('segments:customers_tag')}?ids={customer.id}"
    return [Action(label=_("加标签"), url=url, icon="tag", menu=True)]


def cards(actor: Actor, customer: CustomerRef) -> Sequence[Card]:
    """His tags, each leading to the others that have it, and the segments he is in."""
    links = [Link(label=tag, url=tagged_url(tag), icon="tag") for tag in customer.tags]
    for pk, name, is_dynamic in segments_of(actor, customer.id):
        links.append(Link(label=name, url=reverse("segments:segment", args=[pk]), icon="target-arrow",
                          note=str(KINDS[str(is_dynamic)].label)))  # fmt: skip
    return [Card(title=_("标签与分群"), links=links, empty=_("没有标签，也不在分群里"))]


register(
    Panel(code="segments", label=gettext_lazy("标签"), permission=VIEW_CUSTOMERS, order=60, actions=acts, cards=cards)
)
