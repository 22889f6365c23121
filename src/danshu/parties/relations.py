"""Other customers that a customer points at: parent and referrer."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.parties.cleaning import Cleaned
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
        elif name == "parent" and besides is not None and besides.pk in _ancestors(key):
            cleaned.wrong(name, "loop", _("上级客户不能是它自己或它的下级"))


def _ancestors(key: int) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS, [key])
        return {row[0] for row in cursor.fetchall()}
