"""The customers that a price list names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.parties.normalising import name_key
from danshu.parties.queries import customers_to_choose


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer whom the importing person may put into documents."""

    pk: int
    number: str
    external_code: str
    name_key: str


def buyers_named(given: Sequence[str], actor: Actor) -> dict[str, list[Buyer]]:
    """What each text means, in one statement: a number, an external code, or a name that may stand for several."""
    keys = {text: name_key(text) for text in given}
    if not keys:
        return {}
    wanted = Q(number__in=keys) | Q(external_code__in=keys) | Q(name_key__in=keys.values())
    rows = customers_to_choose(actor).filter(wanted).values_list("pk", "number", "external_code", "name_key")
    found = [Buyer(*row) for row in rows]
    exact = {b.external_code: b for b in found if b.external_code} | {b.number: b for b in found}
    return {
        text: [exact[text]] if text in exact else [b for b in found if b.name_key == key] for text, key in keys.items()
    }


def refusal(given: str, buyers: Sequence[Buyer]) -> tuple[str, str]:
    """Why a text names no customer, or more than one: the message, and the same without its figures."""
    reason = _("客户不存在或同名")
    if buyers:
        facts = {"given": given, "numbers": _("、").join(buyer.number for buyer in buyers[:5])}
        return _("有几个客户叫%(given)s，改填客户编号：%(numbers)s") % facts, reason
    text = _("没有这个客户：%(given)s；填写客户的编号或完整名称，或先导入客户") % {"given": given}
    return text, reason
