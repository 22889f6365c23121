"""The desk at which every way into a customer asks what waits for a review (CUS-006)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor, shown_name
from danshu.kit.context import current_context
from danshu.kit.versions import touch
from danshu.kit.words import listed
from danshu.parties.deeds import Deed
from danshu.parties.recording import Changes
from danshu.parties.reviewing import Desk, Pairs, field_labels, mark, open_desk
from danshu.ui.formats import datetime_text
from danshu.vetting.errors import ReviewPending
from danshu.vetting.lifecycle import Status
from danshu.vetting.loading import decide, note, open_review_of
from danshu.vetting.models import Review
from danshu.vetting.rules import is_reviewed, reviewed_fields
from danshu.vetting.telling import tell_applied, tell_many_applied
from danshu.vetting.wording import lines_of, words_of


class Office(Desk):
    """Keeps what waits as a Review and marks the customer."""

    def asks(self, deed: Deed) -> bool:
        return is_reviewed(deed)

    def fields(self) -> frozenset[str]:
        return reviewed_fields()

    def own_change(self, customer: Any, *, actor: Actor) -> Mapping[str, str]:
        rows = Review.objects.filter(customer_id=customer.pk, status=Status.AWAITING, deed=Deed.CHANGE)
        found = rows.filter(applicant_id=actor.user_id).first()
        return {} if found is None else {line.name: line.after for line in lines_of(found.pairs)}

    def take_entries(self, customers: Sequence[Any], *, actor: Actor, at: datetime) -> None:
        made = Review.objects.bulk_create(_new(customer, Deed.ENTRY, "", actor, at) for customer in customers)
        context = current_context()
        for found in made:
            context.changed(
                "vetting.review", found.pk, label=str(found.customer), changes={"status": ("", found.status)}
            )
        tell_many_applied(made, at=at)

    def take_change(
        self, customer: Any, pairs: Pairs, *, reason: str, duplicate_reason: str, actor: Actor, at: datetime
    ) -> None:
        """One open review for each customer: the applicant's own grows, anybody else is refused with ReviewPending."""
        found = open_review_of(customer.pk)
        before = {name: now for name, (now, _wanted) in pairs.items()}
        after = {name: wanted for name, (_now, wanted) in pairs.items()}
        if found is None:
            made = _new(customer, Deed.CHANGE, reason, actor, at)
            made.before, made.after, made.duplicate_reason = before, after, duplicate_reason
            made.save(force_insert=True)
            self._keep(customer, made, words_of(pairs), actor, at)
            return
        if found.deed != Deed.CHANGE or found.applicant_id != actor.user_id:
            raise _pending(customer, found)
        found.before, found.after = found.before | before, found.after | after
        found.reason = reason[:500] or found.reason
        found.duplicate_reason = duplicate_reason or found.duplicate_reason
        fields = ("before", "after", "reason", "duplicate_reason")
        found.save(update_fields=[*fields, *touch(found, actor=actor, at=at)])
        note(found, {"status": (found.status, found.status), **_wanted(words_of(pairs))}, reason)
        _say(pairs)
        tell_applied(found, customer, at=at)

    def take_deletion(self, customer: Any, *, reason: str, actor: Actor, at: datetime) -> None:
        found = open_review_of(customer.pk)
        if found is not None:
            raise _pending(customer, found)
        made = _new(customer, Deed.DELETION, reason, actor, at)
        made.save(force_insert=True)
        current_context().effect("review", _("提交审核：%(what)s") % {"what": made.get_deed_display()}, "warn")
        self._keep(customer, made, {}, actor, at)

    def give_up(self, customer: Any, *, actor: Actor, at: datetime) -> None:
        found = open_review_of(customer.pk)
        if found is None:
            return
        decide(found, Status.WITHDRAWN, reason=_("客户已删除"), actor=actor, at=at)
        mark(customer, "", actor=actor, at=at)

    def _keep(self, customer: Any, made: Review, words: Changes, actor: Actor, at: datetime) -> None:
        mark(customer, made.deed, actor=actor, at=at)
        note(made, {"status": ("", made.status), **_wanted(words)}, made.reason)
        if words:
            _say(made.pairs)
        tell_applied(made, customer, at=at)


def _new(customer: Any, deed: Deed, reason: str, actor: Actor, at: datetime) -> Review:
    return Review(
        customer=customer, deed=deed, reason=reason.strip()[:500], applicant_id=actor.user_id,
        applicant_name=actor.name, applied_at=at, created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip


def _wanted(words: Changes) -> Changes:
    """The values of a change in the history, by names that tell them from changes that count."""
    return {f"wanted_{name}": pair for name, pair in words.items()}


def _say(pairs: Pairs) -> None:
    text = _("%(fields)s要审核后才生效") % {"fields": listed(field_labels(pairs))}
    current_context().effect("review", text, "warn")


def _pending(customer: Any, found: Review) -> ReviewPending:
    return ReviewPending(
        label=str(customer), who=shown_name(found.applicant_name), when=datetime_text(found.applied_at),
        what=found.get_deed_display(),
    )  # fmt: skip


open_desk(Office())
