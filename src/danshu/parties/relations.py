"""Other customers that a customer points at: parent and referrer."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.parties.cleaning import Cleaned
from danshu.parties.dictionaries import REFERRAL, SOURCE
from danshu.parties.models import Customer
from danshu.parties.permissions import VIEW_CUSTOMERS

ANCESTORS = """
WITH RECURSIVE above AS (
    SELECT id, parent_id FROM parties_customer WHERE id = %s
    UNION SELECT c.id, c.parent_id FROM parties_customer c JOIN above ON c.id = above.parent_id
) SELECT id FROM above
"""


def require_related(cleaned: Cleaned, *, actor: Actor, besides: Customer | None) -> None:
    """Note a problem for a parent or referrer outside the actor's scope, itself, or below itself."""
    for name in ("parent", "referrer"):
        key = cleaned.values.get(f"{name}_id")
        if key is None or (besides is not None and key == getattr(besides, f"{name}_id")):
            continue
        visible = Customer.objects.usable().visible_to(actor, VIEW_CUSTOMERS).filter(pk=key).exists()
        if not visible or (besides is not None and key == besides.pk):
            cleaned.wrong(name, "not_found", _("从列表中选择另一个有效的客户"))
        elif name == "parent" and besides is not None and besides.pk in ancestors(key):
            cleaned.wrong(name, "loop", _("上级客户不能是它自己或它的下级"))


def require_referrer(cleaned: Cleaned, *, current: Customer | None) -> None:
    """Note a problem where the source becomes a referral and nobody is named who referred the customer (CUS-010)."""
    values = cleaned.values
    source, before = values.get("source_id"), current.source_id if current is not None else None
    named = values["referrer_id"] if "referrer_id" in values else getattr(current, "referrer_id", None)
    known = current.referrer_id if current is not None else None
    # an old record without one can still be edited elsewhere
    touched = (source is not None and source != before) or (known is not None and named is None)
    if not touched or named is not None or any(problem.field == "referrer" for problem in cleaned.problems):
        return
    if (source or before) == id_of(SOURCE, REFERRAL):
        cleaned.wrong("referrer", "required", _("来源是客户介绍时，选择介绍客户"))


def ancestors(key: int) -> set[int]:
    """The customer itself and everybody above it."""
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS, [key])
        return {row[0] for row in cursor.fetchall()}
