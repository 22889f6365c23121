"""Parts of which exactly one carries a flag: the survivor's keeps it, the loser's gives it up."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from danshu.parties.merging.registry import Pair


def _living(model: Any, customer_id: int) -> Any:
    return model.objects.filter(customer_id=customer_id, is_valid=True, deleted_at__isnull=True)


def carry_over(model: Any, flag: str, pair: Pair) -> dict[str, Any]:
    """Move all rows of the loser; returns their keys and the one that carried the flag."""
    rows = model.objects.filter(customer_id=pair.loser.pk)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    flagged = rows.filter(**{flag: True}).values_list("pk", flat=True).first()
    has_one = _living(model, pair.survivor.pk).filter(**{flag: True}).exists()
    _move(rows, pair.survivor.pk, pair, **({flag: False} if has_one else {}))
    return {"keys": keys, "flagged": flagged}


def bring_back(model: Any, flag: str, pair: Pair, noted: dict[str, Any]) -> None:
    """Move those that are still at the survivor back, and see that each of the two has exactly one with the flag."""
    rows = model.objects.filter(pk__in=noted["keys"], customer_id=pair.survivor.pk)
    _move(rows, pair.loser.pk, pair, **{flag: False})
    for customer_id in (pair.loser.pk, pair.survivor.pk):
        living = _living(model, customer_id)
        if living.exists() and not living.filter(**{flag: True}).exists():
            chosen = living.filter(pk=noted["flagged"]).first() or living.order_by("pk").first()
            model.objects.filter(pk=chosen.pk).update(**{flag: True})


def _move(rows: Any, customer_id: int, pair: Pair, **values: Any) -> None:
    rows.update(
        customer_id=customer_id, version=F("version") + 1, updated_at=pair.at, updated_by_name=pair.actor.name, **values
    )
