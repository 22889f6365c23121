"""What tells that two customers are not one and the same (CUS-003)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from danshu.parties.merging.registry import Pair, in_order
from danshu.parties.models import InvoiceProfile
from danshu.parties.relations import ancestors


def conflicts(pair: Pair) -> list[str]:
    """Everything that contradicts, in words; empty when they may be one."""
    return [*_identity(pair), *_relations(pair), *(text for rule in in_order() for text in rule.conflicts(pair))]


def _identity(pair: Pair) -> Iterator[str]:
    loser, survivor = pair.loser, pair.survivor
    if loser.licence_number and survivor.licence_number and loser.licence_number != survivor.licence_number:
        yield _("证照号码不同")
    numbers = InvoiceProfile.objects.filter(customer_id__in=[loser.pk, survivor.pk]).exclude(tax_number="")
    if numbers.values("tax_number").distinct().count() > 1:
        yield _("税号不同")
    if loser.member_number and survivor.member_number and loser.member_number != survivor.member_number:
        yield _("会员号不同")
    if loser.type != survivor.type:
        yield _("客户类型不同")


def _relations(pair: Pair) -> Iterator[str]:
    loser, survivor = pair.loser, pair.survivor
    if loser.pk in ancestors(survivor.pk) or survivor.pk in ancestors(loser.pk):
        yield _("一家是另一家的上级客户")
    if loser.referrer_id == survivor.pk or survivor.referrer_id == loser.pk:
        yield _("一家是另一家的介绍客户")
