"""Take a merge of two customers back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock_whole
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.words import with_count
from danshu.parties.errors import MergeNotUndone
from danshu.parties.events import CustomersSeparated
from danshu.parties.fields import CUSTOMER_FIELDS, INVOICE_FIELDS
from danshu.parties.indexing import index_customer
from danshu.parties.merging import choosing
from danshu.parties.merging.registry import Pair, in_order
from danshu.parties.models import Customer, Merge
from danshu.parties.operations.merge_customers import CREDIT_BLOCK
from danshu.parties.permissions import UNMERGE_CUSTOMERS
from danshu.parties.recording import Changes, save, take_over

UNDO_DAYS = 30


@operation(
    "parties.unmerge_customers", permission=UNMERGE_CUSTOMERS, label=("撤销客户合并", "Undo a merge of customers")
)
def unmerge_customers(*, customer_id: int, reason: str, actor: Actor, at: datetime) -> Merge:
    """Give a customer that was taken into another one back what was moved then and is still there (CUS-003).

    customer_id: the one that went. What came to the survivor since stays with it; values that were chosen then and
    were not changed since go back; they counted before, so nobody reviews them again (CUS-006). Raises NotFound, MergeNotUndone after 30 days, or while the survivor was itself
    taken into another one; FieldErrors without a reason; DuplicateCustomer when its name was given anew meanwhile.
    """
    if not reason.strip() or len(reason.strip()) > 500:
        raise FieldErrors([FieldProblem("reason", "required", _("填写撤销合并的理由，最多 500 个字"))])
    made, pair = _locked(customer_id, actor, at)
    words = _restore_survivor(made, pair)
    _restore_loser(made, pair)
    for each in reversed(in_order()):
        if each.code in made.moved:
            each.undo(pair, made.moved[each.code], made.moved)
    for customer in (pair.survivor, pair.loser):
        save(customer, index_customer(customer), actor=actor, at=at)
    made.undone_at, made.undone_by_name = at, actor.name
    made.save(update_fields=["undone_at", "undone_by_name"])
    _record(pair, words, reason.strip())
    return made


def _locked(customer_id: int, actor: Actor, at: datetime) -> tuple[Merge, Pair]:
    reach = Customer.objects.alive().visible_to(actor, UNMERGE_CUSTOMERS)
    made = Merge.objects.filter(loser__in=reach.filter(pk=customer_id), undone_at__isnull=True).first()
    if made is None:
        raise NotFound
    found = {row.pk: row for row in lock_whole(reach.filter(pk__in=[made.loser_id, made.survivor_id]))}
    made.refresh_from_db()
    if len(found) != 2 or made.undone_at is not None:
        raise NotFound
    survivor = found[made.survivor_id]
    if at > made.at + timedelta(days=UNDO_DAYS):
        raise MergeNotUndone(why=with_count("已超过 %(days)s 天", "days") % {"days": UNDO_DAYS})
    if survivor.merged_into_id is not None:
        raise MergeNotUndone(why=_("%(label)s 后来又并入了另一家客户") % {"label": survivor})
    return made, Pair(survivor=survivor, loser=found[made.loser_id], merge_id=made.pk, actor=actor, at=at)


def _restore_survivor(made: Merge, pair: Pair) -> Changes:
    """Values that came from the loser and were not changed since; joined tags give up the loser's."""
    survivor, loser, before = pair.survivor, pair.loser, made.before["survivor"]
    given = choosing.values_of(loser, made.taken) | made.before["loser"]
    back = {
        name: before[name]
        for name in before.keys() - {"tags", *CREDIT_BLOCK}
        if getattr(survivor, name) == given.get(name)
    }
    back["tags"] = [tag for tag in survivor.tags if tag in before["tags"] or tag not in loser.tags]
    if survivor.credit_block_reason == loser.credit_block_reason:
        back |= {name: before[name] for name in CREDIT_BLOCK}
    words, attributes = take_over(survivor, CUSTOMER_FIELDS, back)
    blocked = [name for name in CREDIT_BLOCK if name in back]
    for name in blocked:
        setattr(survivor, name, back[name])
    save(survivor, (*attributes, *blocked, *index_customer(survivor)), actor=pair.actor, at=pair.at)
    profile, theirs = choosing.invoice(survivor), choosing.invoice(loser)
    if profile is None or theirs is None:
        return words
    same = {n: v for n, v in made.before["invoice"].items() if getattr(profile, n) == getattr(theirs, n)}
    ours, attributes = take_over(profile, INVOICE_FIELDS, same)
    save(profile, attributes, actor=pair.actor, at=pair.at)
    return words | {f"{choosing.PREFIX}{name}": change for name, change in ours.items()}


def _restore_loser(made: Merge, pair: Pair) -> None:
    loser = pair.loser
    loser.is_valid, loser.merged_into_id = True, None
    loser.external_code = made.before["loser"]["external_code"]
    save(loser, ("is_valid", "merged_into_id", "external_code"), actor=pair.actor, at=pair.at)


def _record(pair: Pair, words: Changes, reason: str) -> None:
    context, survivor, loser = current_context(), pair.survivor, pair.loser
    context.changed(
        "parties.customer", survivor.pk, label=str(survivor), changes=words | {"merged_in": (str(loser), "")},
        reason=reason,
    )  # fmt: skip
    context.changed(
        "parties.customer", loser.pk, label=str(loser), reason=reason,
        changes={"is_valid": (False, True), "merged_into": (str(survivor), "")},
    )  # fmt: skip
    publish(CustomersSeparated(aggregate=SourceRef("parties.customer", survivor.pk), version=survivor.version,
                               loser_id=loser.pk))  # fmt: skip
