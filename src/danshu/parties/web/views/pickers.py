"""Endpoints of picker fields (COM-007)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties import permissions as rights
from danshu.parties.owners import possible_owners
from danshu.parties.queries import customers_to_choose, matching
from danshu.parties.web import shown
from danshu.ui.picker import Option, options


@allowed_to(rights.CHOOSE_CUSTOMERS)
def find(request: ActorRequest) -> HttpResponse:
    """Valid customers in the actor's scope, by name, number, pinyin, contact or a complete telephone number."""
    return options(
        request,
        lambda text: matching(customers_to_choose(request.actor), text),
        _customer_option,
        title=_("选择客户"),
    )


@allowed_to(rights.CHANGE_OWNER)
def owner_options(request: ActorRequest) -> HttpResponse:
    """People who may become responsible for a customer."""
    return options(
        request,
        lambda text: possible_owners(text, actor=request.actor, at=now()),
        lambda person: Option(key=person.pk, text=person.full_name, note=person.unit.name if person.unit else ""),
        title=_("选择负责人"),
    )


def _customer_option(customer: Any) -> Option:
    facts = (shown.label(customer.level), shown.region(customer), customer.shown_mobile or customer.shown_phone)
    return Option(
        key=customer.pk, text=customer.name, code=customer.number, note=" · ".join(fact for fact in facts if fact)
    )
