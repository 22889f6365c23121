"""All prices of one purpose (an item for a customer, a level, or from a quantity on) as they are, and back again.

An imported price may cut earlier ones short, split or withdraw them. What stood there is kept with the batch, so that the
undo puts back exactly that, row for row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.catalog.operations.edit_item import edit_item
from danshu.exchange.importing import Imported, Kept, Ref
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError
from danshu.kit.locks import lock, lock_slot
from danshu.kit.refs import SourceRef
from danshu.pricing.events import PriceRuleEnded
from danshu.pricing.history import HistoryLine, write_history
from danshu.pricing.models import PriceRule
from danshu.pricing.rules import PriceTerms
from danshu.pricing.targets import target_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a price is for."""

    item_id: int
    currency: str
    customer_id: int | None
    price_level_id: int | None
    min_quantity: Decimal | None

    @classmethod
    def of(cls, terms: PriceTerms) -> Purpose:
        """The purpose of some terms."""
        return cls(terms.item_id, terms.currency, terms.customer_id, terms.price_level_id, terms.min_quantity)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Purpose:
        """From a batch."""
        quantity = stored["min_quantity"]
        return cls(**{**stored, "min_quantity": None if quantity is None else Decimal(quantity)})

    def words(self, rule: PriceRule) -> str:
        """For whom, in words."""
        return target_of(rule)


@dataclass(frozen=True, slots=True)
class Standing:
    """One price of a purpose, with everything its row holds. until: the first day on which it no longer holds."""

    pk: int
    price: Decimal
    kind: str
    since: date
    until: date | None
    version: int
    created_at: datetime
    updated_at: datetime
    updated_by_name: str

    @classmethod
    def of(cls, rule: PriceRule) -> Standing:
        """A stored price."""
        return cls(
            rule.pk, rule.price, rule.kind, rule.valid.lower, rule.valid.upper, rule.version, rule.created_at,
            rule.updated_at, rule.updated_by_name,
        )  # fmt: skip

    def overlaps(self, terms: PriceTerms) -> bool:
        """True when both hold on some day."""
        begins_before_end = terms.valid_until is None or self.since <= terms.valid_until
        return begins_before_end and (self.until is None or self.until > terms.valid_from)

    def stored(self) -> dict[str, Any]:
        """For a batch."""
        return {name: None if value is None else _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Standing:
        """From a batch."""
        return cls(
            stored["pk"], Decimal(stored["price"]), stored["kind"], date.fromisoformat(stored["since"]),
            date.fromisoformat(stored["until"]) if stored["until"] else None, stored["version"],
            datetime.fromisoformat(stored["created_at"]), datetime.fromisoformat(stored["updated_at"]),
            stored["updated_by_name"],
        )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def rules_of_purpose(purpose: Purpose) -> list[Standing]:
    """All prices of a purpose; the caller holds the slot of the item."""
    return [Standing.of(rule) for rule in lock(PriceRule.objects.filter(**asdict(purpose)))]


def covers(earlier: Sequence[Standing], terms: PriceTerms) -> bool:
    """True when the same price holds on all wanted days already."""
    end = terms.valid_until and terms.valid_until + ONE_DAY
    return any(
        rule.price == terms.price
        and rule.since <= terms.valid_from
        and (rule.until is None or (end is not None and rule.until >= end))
        for rule in earlier
    )


def trace(purpose: Purpose, earlier: Sequence[Standing]) -> dict[str, Any]:
    """What a batch keeps of an imported price: what stood there, and which rows stand there now."""
    kept = {name: _plain(value) for name, value in asdict(purpose).items()}
    left = [[rule.pk, rule.version] for rule in rules_of_purpose(purpose)]
    return {"purpose": kept, "earlier": [rule.stored() for rule in earlier], "left": left}


def undo_prices(groups: Sequence[Imported], *, actor: Actor, at: datetime) -> list[list[Kept]]:
    """Take prices back, newest first; what somebody has changed since stays, with the reason."""
    refs = [ref for group in groups for ref in group.refs if ref.kind == "pricing.price"]
    for item_id in sorted({(ref.before or {})["purpose"]["item_id"] for ref in refs}):
        lock_slot("pricing.item", item_id)
    return [[kept for ref in group.refs if (kept := _undo(ref, actor=actor, at=at))] for group in groups]


def _undo(ref: Ref, *, actor: Actor, at: datetime) -> Kept | None:
    before = ref.before or {}
    if ref.kind == "pricing.price":
        return _restore(ref, before, actor=actor, at=at)
    try:
        edit_item.within(
            item_id=ref.pk, version=ref.version, values={"sale_price": Decimal(before["sale_price"])},
            reason=pgettext("原因", "撤销导入"), actor=actor, at=at,
        )  # fmt: skip
    except DomainError as refused:
        return Kept(ref, str(refused))
    return None


def _restore(ref: Ref, before: Mapping[str, Any], *, actor: Actor, at: datetime) -> Kept | None:
    purpose = Purpose.read(before["purpose"])
    present = list(lock(PriceRule.objects.filter(**asdict(purpose))))
    if sorted([rule.pk, rule.version] for rule in present) != sorted(before["left"]):
        return Kept(ref, _changed_since(present, before))
    earlier = [Standing.read(stored) for stored in before["earlier"]]
    imported = next(rule for rule in present if rule.pk == ref.pk)
    _tell(imported, earlier, actor=actor, at=at)
    PriceRule.objects.filter(pk__in=[rule.pk for rule in present]).delete()
    PriceRule.objects.bulk_create([_row(purpose, rule) for rule in earlier])
    return None


def _changed_since(present: Sequence[PriceRule], before: Mapping[str, Any]) -> str:
    left = {tuple(pair) for pair in before["left"]}
    changed = max((r for r in present if (r.pk, r.version) not in left), key=lambda r: r.updated_at, default=None)
    if changed is None:
        return _("价格之后已被结束或撤销")
    facts = {"user": changed.updated_by_name, "time": f"{changed.updated_at:%m-%d %H:%M}"}
    return _("%(user)s 在 %(time)s 修改过") % facts


def _row(purpose: Purpose, rule: Standing) -> PriceRule:
    return PriceRule(
        pk=rule.pk, **asdict(purpose), kind=rule.kind, price=rule.price, valid=DateRange(rule.since, rule.until),
        version=rule.version, created_at=rule.created_at, updated_at=rule.updated_at,
        updated_by_name=rule.updated_by_name,
    )  # fmt: skip


def _tell(imported: PriceRule, earlier: Sequence[Standing], *, actor: Actor, at: datetime) -> None:
    """History, audit trail and event of one price that goes."""
    first, target, reason = imported.first_day, target_of(imported), pgettext("原因", "撤销导入")
    again = next((r.price for r in earlier if r.since <= first and (r.until is None or r.until > first)), None)
    line = HistoryLine.of_rule(imported, old=imported.price, new=again, target=target)
    write_history([line], actor=actor, at=at, reason=reason)
    changes = {"price": (imported.price, again)}
    current_context().changed("pricing.price", imported.pk, label=target, changes=changes, reason=reason)
    ref = SourceRef("pricing.price", imported.pk)
    publish(PriceRuleEnded(
        aggregate=ref, version=imported.version, item_id=imported.item_id, kind=imported.kind, last_day=None
    ))  # fmt: skip
