"""Record a contact with a customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.activities.carrying_out import carry_out, locked_plan
from danshu.activities.events import CommunicationRecorded
from danshu.activities.models import Communication
from danshu.activities.permissions import RECORD_CONTACT
from danshu.activities.planning import plan_next
from danshu.activities.recording import bring_up_to_date, checked, indexed, set_products
from danshu.activities.wording import first_values
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.parties.dealings import customer_for_dealing


@operation("activities.record_communication", permission=RECORD_CONTACT, label=("记录交流", "Record a communication"))
def record_communication(
    *,
    customer_id: int,
    entry: Mapping[str, Any],
    plan_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Communication:
    """Store what was said and done, and bring the customer up to date: last contact, intention, status (CUS-025).

    entry: type (a communication type) and content (up to 2,000 characters) are required; happened_at (not in the future;
    the moment of entry by default), contact, relation, hot_spot, intention, status (keys of dictionary values),
    duration_minutes, direction ("out", "in"), responsible (a person; the actor by default), products (keys of items),
    feedback, result, next_step, place, participants, is_confidential, source (text of a SourceRef that
    danshu.activities.linking offers), next_at (a moment: plans the next contact), custom (values of custom fields by their codes). plan_id: the plan of this customer
    that is carried out; it is done then (CUS-030).
    Raises NotFound, InvalidRecord, FieldErrors, PlanClosed.
    """
    customer = customer_for_dealing(customer_id, permission=RECORD_CONTACT, actor=actor)
    plan = locked_plan(plan_id, customer_id=customer.pk, actor=actor) if plan_id is not None else None
    values = checked(entry, customer_id=customer.pk, unit_id=customer.unit_id, actor=actor, at=at)
    products = values.pop("products", None)
    record = Communication(
        customer_id=customer.pk, author_id=actor.user_id, author_name=actor.name, created_at=at, updated_at=at,
        updated_by_name=actor.name, **values,
    )  # fmt: skip
    record.search_tokens = indexed(record)
    record.save(force_insert=True)
    set_products(record, products)
    context = current_context()
    context.changed(
        "activities.communication", record.pk, label=f"{customer} {record}"[:100], changes=first_values(values)
    )
    if plan is not None:
        carry_out(plan, record, actor=actor, at=at)
    if entry.get("next_at"):
        plan_next(record, customer, entry["next_at"], actor=actor, at=at)
    bring_up_to_date(customer, intention_id=record.intention_id, status_id=record.status_id, actor=actor, at=at)
    subject = SourceRef("activities.communication", record.pk)
    publish(CommunicationRecorded(aggregate=subject, version=1, customer_id=customer.pk, counts=record.counts))
    return record
