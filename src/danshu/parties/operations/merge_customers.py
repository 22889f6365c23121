"""Take a customer into another one that is the same."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock_whole
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.versions import require_version
from danshu.kit.words import listed
from danshu.parties.errors import InvalidRecord, MergeConflicts, NotMergeable
from danshu.parties.events import CustomersMerged
from danshu.parties.fields import CUSTOMER_FIELDS, INVOICE_FIELDS
from danshu.parties.indexing import index_customer
from danshu.parties.judging import require_kept
from danshu.parties.merging import choosing
from danshu.parties.merging.facts import conflicts
from danshu.parties.merging.registry import Pair, in_order
from danshu.parties.models import Customer, Merge
from danshu.parties.permissions import MERGE_CUSTOMERS
from danshu.parties.recording import Changes, save, take_over
from danshu.parties.reviewing import hold_back, submit_change
from danshu.parties.rules import require_identity_free

CREDIT_BLOCK = ("is_credit_blocked", "credit_block_reason")


@operation("parties.merge_customers", permission=MERGE_CUSTOMERS, label=("合并客户", "Merge customers"))
def merge_customers(
    *,
    survivor_id: int,
    loser_id: int,
    taken: Collection[str] | None = None,
    reason: str,
    version: int | None = None,
    loser_version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Merge:
    """Move everything of the loser to the survivor; the loser becomes invalid and leads there (CUS-003).

    taken: names of fields (invoice_... for invoice data) whose value comes from the loser; None takes those that the
    survivor has not; those that are reviewed wait (CUS-006). Tags are joined, a stop of credit holds for both. Orders keep
    the names they were agreed under.
    Raises NotFound, InvalidRecord, EditConflict, NotMergeable, MergeConflicts naming every contradicting fact,
    IdentityLocked for another name, licence number or type once approved orders exist, FieldErrors without a reason or where a rule refuses a taken value.
    """
    if not reason.strip() or len(reason.strip()) > 500:
        raise FieldErrors([FieldProblem("reason", "required", _("填写合并理由，最多 500 个字"))])
    survivor, loser = _locked(survivor_id, loser_id, actor)
    require_version(survivor, version)
    require_version(loser, loser_version)
    pair = Pair(survivor=survivor, loser=loser, merge_id=0, actor=actor, at=at)
    if found := conflicts(pair):
        raise MergeConflicts(loser=str(loser), survivor=str(survivor), conflicts=listed(found))
    names = choosing.chosen(pair, taken)
    fresh, invoice = choosing.values_of(loser, names), choosing.invoice_values(loser, names)
    require_identity_free(survivor, fresh)
    before = {
        "survivor": choosing.values_of(survivor, {*names, "tags"}) | {n: getattr(survivor, n) for n in CREDIT_BLOCK},
        "invoice": choosing.invoice_values(survivor, names),
        "loser": {"external_code": loser.external_code},
    }
    fresh |= {"tags": choosing.tags_of_both(pair), **choosing.block_of_either(pair)}
    made = Merge.objects.create(
        survivor=survivor, loser=loser, reason=reason.strip(), taken=names, before=before, at=at,
        by_id=actor.user_id, by_name=actor.name,
    )  # fmt: skip
    _retire(pair, names)
    require_kept(survivor, {name: new for name, new in fresh.items() if name not in CREDIT_BLOCK}, at=at)
    _carry_over(made, pair)
    _complete(pair, fresh, invoice, made)
    return made


def _locked(survivor_id: int, loser_id: int, actor: Actor) -> tuple[Customer, Customer]:
    if survivor_id == loser_id:
        raise NotMergeable(field="loser")
    rows = Customer.objects.alive().visible_to(actor, MERGE_CUSTOMERS).filter(pk__in=[survivor_id, loser_id])
    found = {row.pk: row for row in lock_whole(rows)}
    if len(found) != 2:
        raise NotFound(field="loser" if survivor_id in found else "")
    for row in found.values():
        if not row.is_valid:
            raise InvalidRecord(label=row.name)
    return found[survivor_id], found[loser_id]


def _retire(pair: Pair, names: Collection[str]) -> None:
    """The loser first: a name, number or code that the survivor takes over is free then."""
    loser = pair.loser
    loser.is_valid, loser.merged_into_id = False, pair.survivor.pk
    if "external_code" in names:
        loser.external_code = ""
    save(loser, ("is_valid", "merged_into_id", "external_code"), actor=pair.actor, at=pair.at)


def _carry_over(made: Merge, pair: Pair) -> None:
    """Every rule moves what it knows, and says how much in the impact."""
    pair = Pair(survivor=pair.survivor, loser=pair.loser, merge_id=made.pk, actor=pair.actor, at=pair.at)
    moved: dict[str, Any] = {}
    context = current_context()
    loser = pair.loser
    text = _("%(loser)s 失效，按它的编号和名称会找到 %(survivor)s") % {"loser": loser, "survivor": pair.survivor}
    context.effect("merged", text, "warn")
    for each in in_order():
        moved[each.code] = each.move(pair, moved)
        if count := each.count(moved[each.code]):
            context.effect(each.code, _("%(what)s：%(count)s") % {"what": each.what, "count": count})
    made.moved = moved
    made.save(update_fields=["moved"])


def _complete(pair: Pair, fresh: dict[str, Any], invoice: dict[str, Any], made: Merge) -> None:
    survivor, loser = pair.survivor, pair.loser
    held = hold_back(survivor, fresh, invoice)
    words, attributes = take_over(survivor, CUSTOMER_FIELDS, fresh)
    blocked = {name: (getattr(survivor, name), fresh[name]) for name in CREDIT_BLOCK if name in fresh}
    for name, (_old, new) in blocked.items():
        setattr(survivor, name, new)
    words |= blocked | _take_invoice(pair, invoice)
    save(survivor, (*attributes, *blocked, *index_customer(survivor)), actor=pair.actor, at=pair.at)
    context = current_context()
    context.changed("parties.customer", survivor.pk, label=str(survivor), changes=words | {"merged_in": ("", str(loser))},
                    reason=made.reason)  # fmt: skip
    context.changed(
        "parties.customer", loser.pk, label=str(loser), reason=made.reason,
        changes={"is_valid": (True, False), "merged_into": ("", str(survivor))},
    )  # fmt: skip
    if held:
        submit_change(survivor, held, reason=made.reason, actor=pair.actor, at=pair.at)
    publish(CustomersMerged(aggregate=SourceRef("parties.customer", survivor.pk), version=survivor.version,
                            loser_id=loser.pk))  # fmt: skip


def _take_invoice(pair: Pair, values: dict[str, Any]) -> Changes:
    profile = choosing.invoice(pair.survivor)
    if profile is None or not values:
        return {}
    words, attributes = take_over(profile, INVOICE_FIELDS, values)
    save(profile, attributes, actor=pair.actor, at=pair.at)
    return {f"{choosing.PREFIX}{name}": words[name] for name in words}
