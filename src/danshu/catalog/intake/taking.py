"""The set-based path: a fixed number of statements for any number of entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.catalog import usage
from danshu.catalog.bulk import insert_items
from danshu.catalog.dictionaries import BRAND, UNIT
from danshu.catalog.errors import BarcodeTaken, InvalidRecord, KindFixed
from danshu.catalog.events import ItemChanged, ItemCreated, PricesChanged, PriceStep
from danshu.catalog.indexing import DERIVED
from danshu.catalog.intake.matching import Known
from danshu.catalog.intake.references import References
from danshu.catalog.intake.types import Entry, Taken, Way
from danshu.catalog.judging import rule_problems
from danshu.catalog.models import Item
from danshu.catalog.models.item import STOCKED_KINDS
from danshu.catalog.preparing import Changes, assign, clean_values, complete_values, in_words, price_steps, values_of
from danshu.catalog.rules import currency_problems, item_problems
from danshu.catalog.values import PRICE_FIELDS
from danshu.custom_fields.taking import changes_between, take_custom
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import FieldProblem
from danshu.kit.refs import SourceRef
from danshu.kit.versions import VERSION_FIELDS, touch
from danshu.kit.words import listed


@dataclass(slots=True)
class _Work:
    """What a set leads to."""

    fresh: list[Item] = field(default_factory=list)
    changed: list[tuple[Item, Changes]] = field(default_factory=list)


def take_items(entries: Sequence[Entry], *, way: Way, create_missing: bool, actor: Actor, at: datetime) -> list[Taken]:
    """Create or change items; one result per entry, in order. Runs inside an operation, as a part of it.

    The rules are those of create_item and edit_item; what is wrong with one entry is told in its result and leaves the
    others alone. Statements: about ten for the set, and one more per category, brand or unit that has to be made.
    """
    references = References(create_missing=create_missing, actor=actor, at=at)
    known = Known.of(entries)
    work, results = _Work(), []
    for entry in entries:
        before = len(references.made)
        taken = _take(entry, known, references, work, way=way, actor=actor, at=at)
        taken.categories = references.made[before:]
        results.append(taken)
    _write(work, actor=actor, at=at)
    return results


def match_items(entries: Sequence[Entry]) -> list[Item | None]:
    """The item that each entry means, None where there is none; one statement, writes nothing."""
    known = Known.of(entries, locked=False)
    return [known.match(entry) for entry in entries]


def _take(
    entry: Entry, known: Known, references: References, work: _Work, *, way: Way, actor: Actor, at: datetime
) -> Taken:
    item = known.match(entry)
    if item is not None and item.is_valid and way == Way.SKIP:
        return Taken("skipped", item)
    if item is not None and not item.is_valid:
        return Taken("refused", item, problems=[_told("code", InvalidRecord(label=str(item)))])
    problems: list[FieldProblem] = []
    values = _values(entry, references, problems)
    if item is None:
        return _create(entry, values, problems, known, work, references, actor=actor, at=at)
    return _change(entry, item, values, problems, known, work, references, way=way, actor=actor, at=at)


def _values(entry: Entry, references: References, problems: list[FieldProblem]) -> dict[str, Any]:
    found = {
        "category_id": references.category_id(entry, problems),
        "brand_id": references.value_id(BRAND, "brand", entry.brand, problems),
        "unit_id": references.value_id(UNIT, "unit", entry.unit, problems),
    }
    return {**entry.values, **{name: pk for name, pk in found.items() if pk is not None}}


def _create(
    entry: Entry, values: dict[str, Any], problems: list[FieldProblem], known: Known, work: _Work,
    references: References, *, actor: Actor, at: datetime,
) -> Taken:  # fmt: skip
    complete = complete_values({**values, "code": known.free_code(entry)})  # type: ignore[typeddict-item]
    already = {problem.field for problem in problems}
    problems += [p for p in item_problems(complete) if not (p.field == "category_id" and "category" in already)]
    problems += [*currency_problems(complete), *_barcode_problems(complete["barcode"], None, known)]
    own = take_custom("catalog.item", entry.custom, actor=actor)
    problems += own.problems
    problems += rule_problems(complete, own.values, at=at, besides={problem.field for problem in problems})
    if problems:
        return Taken("refused", problems=problems)
    item = Item(custom=own.values, created_at=at, updated_at=at, updated_by_name=actor.name)
    assign(item, complete, brand=references.brand_names.get(complete["brand_id"] or 0, ""))
    work.fresh.append(item)
    known.add(item)
    return Taken("created", item)


def _change(
    entry: Entry, item: Item, values: dict[str, Any], problems: list[FieldProblem], known: Known, work: _Work,
    references: References, *, way: Way, actor: Actor, at: datetime,
) -> Taken:  # fmt: skip
    given = clean_values(values, kind=values.get("kind", item.kind))
    given.pop("code", None)
    present = values_of(item)
    if way == Way.FILL:
        given = {name: value for name, value in given.items() if present[name] in (None, "")}
    given = {name: value for name, value in given.items() if present[name] != value}
    if given.get("kind", item.kind) not in STOCKED_KINDS and item.is_stock_managed:
        given.setdefault("is_stock_managed", False)
    wanted = {c: new for c, new in entry.custom.items() if way == Way.UPDATE or c not in item.custom}
    own = take_custom("catalog.item", wanted, stored=item.custom, pk=item.pk, actor=actor)
    problems += own.problems
    if not given and not problems and not own.changes:
        return Taken("unchanged", item)
    problems += [
        *item_problems({**present, **given}),
        *currency_problems({**present, **given}, used=present["currency"]),
    ]
    if "barcode" in given:
        problems += _barcode_problems(given["barcode"], item, known)
    if "kind" in given and (places := usage.usages([item.pk]).get(item.pk)):
        problems.append(_told("kind", KindFixed(label=str(item), places=listed(map(str, places)))))
    besides = {problem.field for problem in problems}
    problems += rule_problems({**present, **given}, own.values, item=item, at=at, besides=besides)
    if problems:
        return Taken("refused", item, problems=problems)
    if own.changes:
        given["custom"] = own.values
    changes = assign(item, given, brand=references.brand_names.get({**present, **given}["brand_id"] or 0, ""))
    touch(item, actor=actor, at=at)
    known.add(item)
    work.changed.append((item, changes))
    return Taken("updated", item, before={name: old for name, (old, _new) in changes.items()})


def _barcode_problems(barcode: str, item: Item | None, known: Known) -> list[FieldProblem]:
    owner = known.barcodes.get(barcode) if barcode else None
    return [] if owner is None or owner is item else [_told("barcode", BarcodeTaken())]


def _told(name: str, refusal: Any) -> FieldProblem:
    return FieldProblem(name, refusal.code, str(refusal))


def _write(work: _Work, *, actor: Actor, at: datetime) -> None:
    insert_items(work.fresh)
    context, steps = current_context(), []
    for item in work.fresh:
        shown = {name: (None, new) for name, new in values_of(item).items() if new}
        shown |= changes_between("catalog.item", None, item.custom)
        context.changed("catalog.item", item.pk, label=str(item), changes=shown, action="catalog.create_item")
        publish(
            ItemCreated(
                aggregate=SourceRef("catalog.item", item.pk), version=1, code=item.code, kind=item.kind,
                is_stock_managed=item.is_stock_managed,
            )
        )  # fmt: skip
        prices = [(name, getattr(item, name)) for name in PRICE_FIELDS]
        steps += [PriceStep(item.pk, name, None, price, item.currency) for name, price in prices if price is not None]
    touched: set[str] = set()
    for item, changes in work.changed:
        touched |= set(changes)
        context.changed("catalog.item", item.pk, label=str(item), changes=in_words(changes), action="catalog.edit_item")
        source = SourceRef("catalog.item", item.pk)
        publish(ItemChanged(aggregate=source, version=item.version, code=item.code, fields=tuple(changes)))
        steps += price_steps(item, changes)
    if work.changed:
        Item.objects.bulk_update([item for item, _c in work.changed], sorted({*touched, *DERIVED, *VERSION_FIELDS}))
    if steps:
        source = SourceRef("catalog.item", steps[0].item_id)
        publish(PricesChanged(aggregate=source, steps=tuple(steps), reason=_("导入")))
