"""Every page, route and operation with real records inside and outside of somebody's data scope (SEC-A1, ACC-022).

The person holds every permission there is, but only over one branch: what decides is the scope alone. A record outside
is answered exactly as one that never existed. What is tried comes from the registry and the tables of addresses, so a
new page, route or operation is tried without anybody writing it here.
"""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.operation import REGISTRY, Operation
from danshu.kit.permissions import CATALOGUE
from danshu.kit.querysets import ScopedQuerySet
from danshu.reminders.operations.set_reminder import set_reminder
from tests.architecture import source
from tests.architecture.test_urls import pages, routes
from tests.faults.addresses import MODELS
from tests.faults.town import API, Town

pytestmark = pytest.mark.slow
MISSING = 2_000_000_000
# Names of an operation's input that mean a record with a data scope.
SCOPED = {
    "order_id": "sales.Order", "order_ids": "sales.Order", "customer_id": "parties.Customer",
    "customer_ids": "parties.Customer", "survivor_id": "parties.Customer", "loser_id": "parties.Customer", "suspicion_id": "parties.Suspicion", "contact_id": "parties.Contact", "address_id": "parties.DeliveryAddress",
    "shipment_id": "fulfilment.Shipment", "refund_id": "billing.Refund", "warehouse_id": "inventory.Warehouse",
    "store_id": "stores.Store",
    "balance_id": "inventory.StockBalance", "document_id": "inventory.StockDocument",
    "adjustment_id": "inventory.StockAdjustment", "batch_id": "exchange.ImportBatch", "export_id": "exchange.ExportJob",
    "user_id": "identity.User", "communication_id": "activities.Communication", "plan_id": "activities.Plan",
    "amendment_id": "amendments.Amendment", "request_id": "pool.PickRequest", "lock_id": "pool.Lock",
    "review_id": "vetting.Review",
    "fault_id": "validation.Fault", "task_id": "tasks.Task", "reminder_id": "reminders.Reminder",
    "announcement_id": "announcements.Announcement",
    "group_id": "access.UserGroup", "contact_group_id": "segments.ContactGroup", "contact_ids": "parties.Contact",
    "proposal_ids": "segments.Proposal",
}  # fmt: skip
# Operations that reach past the scope, each for a reason.
JOB = "a step of a job in the name of the import's owner; no page and no route calls it"
BEYOND = {
    "exchange.apply_chunk": JOB,
    "exchange.conclude_check": JOB,
    "exchange.undo_chunk": JOB,
    "identity.assign_staff": "the right to assign staff is over all people: somebody moves from one branch to another",
}
# Pages that rightly do not exist for a sound record.
FOR_OTHERS = {
    "parties:customer_restore": "only what lies in the bin is restored",
    "parties:customer_unmerge": "only what was merged is taken apart",
    "validation:reopen": "only what was accepted is reopened",
    "amendments:withdraw": "only who proposed a change takes it back",
    "pool:pick_withdraw": "only who applied takes it back",
    "vetting:withdraw": "only who submitted takes it back",
    "vetting:submit": "only a customer that did not pass is submitted again",
}
ROUTE_KEYS = {
    "/orders/": "sales.Order.number", "/customers/": "parties.Customer.pk", "/contacts/": "parties.Contact.pk",
    "/addresses/": "parties.DeliveryAddress.pk", "/shipments/": "fulfilment.Shipment.number",
    "/refunds/": "billing.Refund.number", "/stock/": "inventory.StockBalance.pk",
    "/stores/": "stores.Store.pk", "/warehouses/": "inventory.Warehouse.pk", "/stock-documents/": "inventory.StockDocument.number",
    "/stock-adjustments/": "inventory.StockAdjustment.number", "/imports/": "exchange.ImportBatch.pk",
    "/exports/": "exchange.ExportJob.pk", "/communications/": "activities.Communication.pk",
    "/plans/": "activities.Plan.pk", "/order-changes/": "amendments.Amendment.number",
    "/pool/picks/": "pool.PickRequest.pk", "/pool/locks/": "pool.Lock.pk",
    "/customer-reviews/": "vetting.Review.pk",
    "/tasks/": "tasks.Task.pk", "/reminders/": "reminders.Reminder.pk", "/data-review/": "validation.Fault.pk", "/data-faults/": "validation.Fault.pk",
    "/kept-announcements/": "announcements.Announcement.pk", "/groups/": "access.UserGroup.pk",
    "/contact-groups/": "segments.ContactGroup.pk",
}  # fmt: skip
PARAMETER = re.compile(r"[<{](?:\w+:)?\w+[>}]")


@dataclass
class Clerk:
    """Somebody who may do everything, in his branch."""

    actor: Actor
    town: Town
    name: str

    def pair(self, label: str, permission: str) -> tuple[Any, Any]:
        """A record inside and one outside of his scope; None where there is none of a kind."""
        rows = apps.get_model(label)._base_manager.all()
        queryset: Any = apps.get_model(label)._default_manager.all()
        code = permission if permission in CATALOGUE else next(iter(self.actor.grants))
        inside = queryset.visible_to(self.actor, code)
        return inside.order_by("pk").first(), rows.exclude(pk__in=inside.values("pk")).order_by("pk").first()


@pytest.fixture
def clerk(town: Town, caplog: pytest.LogCaptureFixture) -> Clerk:
    caplog.set_level(logging.CRITICAL)
    name = town.clerk_of_everything()
    entry = {"text": "自己的提醒", "person": town.people[name], "remind_at": now() + timedelta(days=1)}
    set_reminder(entry=entry, actor=town.actor(name), at=now())
    return Clerk(town.actor(name), town, name)


def scoped_origin(route: str) -> str:
    """The model and column of a page's first key, "" when its records have no scope."""
    origin = next((origin for beginning, origin in MODELS.items() if route.startswith(beginning)), "")
    if origin.startswith("=") or not origin:
        return ""
    return origin if is_scoped(origin.rpartition(".")[0]) else ""


def is_scoped(label: str) -> bool:
    """True when its default manager knows visible_to."""
    return isinstance(apps.get_model(label)._default_manager.all(), ScopedQuerySet)


def spell(route: str, value: object) -> str:
    """The route with its first key; the others are whatever fits."""
    return PARAMETER.sub("1", PARAMETER.sub(str(value).replace("\\", ""), route, count=1))


def told(answer: Any, *values: object) -> tuple[int, str]:
    """Status and body without what is different in each answer."""
    body = answer.content.decode() if not answer.streaming else ""
    for value in values:
        body = re.sub(rf"(?<=/|F){re.escape(str(value))}(?=[/\"]|%2F)", "KEY", body)
    body = re.sub(r'(nonce|content|value|csrf\w*)(=|":\s*)"[A-Za-z0-9+/=_-]{20,}"', "", body)
    return answer.status_code, re.sub(r"nonce-[\w+/=-]+", "", body)


@pytest.mark.spec("ACC-022", "SEC-A1", "INV-Z1")
def test_a_page_of_a_record_outside_the_scope_is_the_page_of_one_that_never_was(clerk: Clerk) -> None:
    client, wrong, tried, skipped = clerk.town.client(clerk.name), [], 0, set()
    for page in pages():
        origin = scoped_origin(page.route)
        if not origin:
            continue
        label, _, column = origin.rpartition(".")
        inside, outside = clerk.pair(label, page.view.permission)
        if outside is None or inside is None:
            skipped.add(label)
            continue
        tried += 1
        key = getattr(outside, column)
        missing = MISSING if column == "pk" else re.sub(r"\d(?=\d{0,3}$)", "9", str(key))
        for method in ("get", "post"):
            found = told(getattr(client, method)("/" + spell(page.route, key)), key)
            never = told(getattr(client, method)("/" + spell(page.route, missing)), missing)
            if found[0] not in (404, 405) or found != never:
                wrong.append((page.name, method, found[0], never[0]))
        status = client.get("/" + spell(page.route, getattr(inside, column))).status_code
        is_whole = "/<" not in page.route.partition(">")[2] and page.name not in FOR_OTHERS
        if status in (403, 404) and is_whole:
            wrong.append((page.name, "inside", status))
    assert not wrong, "\n".join(str(w)[:1000] for w in wrong)
    assert tried > 40
    # what lies in the bin has tests of its own: the town deletes nothing
    assert skipped <= {"exchange.ImportBatch", "exchange.ExportJob", "recycling.Entry"}


@pytest.mark.spec("ACC-022", "SEC-A1", "INV-Z1")
def test_a_route_of_a_record_outside_the_scope_answers_as_for_one_that_never_was(clerk: Clerk) -> None:
    client, wrong, tried = clerk.town.client(clerk.name), [], 0
    for label, operation in routes():
        path = label.partition(" ")[2]
        origin = next((o for p, o in ROUTE_KEYS.items() if path.startswith(f"{p}{{")), "")
        if not origin:
            continue
        model, _, column = origin.rpartition(".")
        inside, outside = clerk.pair(model, operation.view_func.permission)
        if outside is None:
            continue
        tried += 1
        key = getattr(outside, column)
        missing = MISSING if column == "pk" else re.sub(r"\d(?=\d{0,3}$)", "9", str(key))
        for method in operation.methods:
            found, never = (
                told(_ask(client, method, spell(path, value), operation), value) for value in (key, missing)
            )
            if found != never or found[0] not in ((404,) if method == "GET" else (404, 422)):
                wrong.append((label, found, never))
        only_key = len(PARAMETER.findall(path)) == 1  # nobody can guess the second key of a record inside
        if inside is not None and only_key and "GET" in operation.methods:
            status = _ask(client, "GET", spell(path, getattr(inside, column)), operation).status_code
            if status in (403, 404):
                wrong.append((label, "inside", status))
    assert not wrong, "\n".join(str(w)[:1000] for w in wrong)
    assert tried > 25


def _ask(client: Any, method: str, path: str, operation: Any) -> Any:
    """A request whose body fits its description as far as types go."""
    body: Any = {}
    for model in operation.models:
        if model.__ninja_param_source__ == "body":
            inner = model.model_json_schema()
            body = _filler(inner, inner.get("$defs", {}))
            body = next(iter(body.values())) if len(body) == 1 and "payload" in body else body
    return client.generic(
        method, API + path, data=_json(body) if method != "GET" else "", content_type="application/json",
        headers={"Idempotency-Key": f"{method}-{path}"[:100], "If-Match": '"1"'},
    )  # fmt: skip


def _json(value: Any) -> str:
    import json

    return json.dumps(value)


def _filler(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        return _filler(defs[schema["$ref"].rpartition("/")[2]], defs)
    if "anyOf" in schema:
        return _filler(schema["anyOf"][0], defs)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        wanted = schema.get("required", [])
        return {name: _filler(schema["properties"][name], defs) for name in wanted}
    if kind == "array":
        return [_filler(schema["items"], defs)] if schema.get("minItems") else []
    formats = {"date": "2026-09-18", "date-time": "2026-09-18T04:00:00Z"}
    fillers: dict[Any, Any] = {"integer": 1, "number": 1, "boolean": True}
    return fillers.get(kind, formats.get(schema.get("format", ""), "x"))


# ---- operations -----------------------------------------------------------------------------------------------------
def filler(name: str, annotation: Any) -> Any:
    """Something of that type."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if type(None) in inner:
        return filler(name, next(a for a in inner if a is not type(None)))
    if origin in (Sequence, list, tuple, frozenset, set) or (inspect.isclass(origin) and issubclass(origin, Sequence)):
        return []
    if origin is Mapping or origin is dict:
        return {}
    values: dict[Any, Any] = {
        str: "x", int: 1, bool: True, Decimal: Decimal(1), date: date(2026, 9, 18), datetime: now(), object: None
    }  # fmt: skip
    return values.get(annotation)


def inputs(operation: Operation[..., Any]) -> tuple[dict[str, Any], str]:
    """Fitting values for what the operation demands, and the name of its first scoped input ("" for none)."""
    hints = get_type_hints(operation.function)
    parameters = inspect.signature(operation.function).parameters
    given = {
        name: filler(name, hints.get(name))
        for name, parameter in parameters.items()
        if name not in ("actor", "at") and parameter.default is inspect.Parameter.empty
    }
    return given, next((name for name in parameters if name in SCOPED), "")


def scoped_operations() -> Iterator[tuple[str, Operation[..., Any], dict[str, Any], str]]:
    """Operations that people may call and that name a record with a scope."""
    for code, operation in REGISTRY.items():
        given, name = inputs(operation)
        if name and operation.permission in CATALOGUE and code not in BEYOND and is_scoped(SCOPED[name]):
            yield code, operation, given, name


def outcome(operation: Operation[..., Any], given: dict[str, Any], actor: Actor, *values: object) -> str:
    """How it ended: the refusal's text, or "done"; nothing of it stays."""
    try:
        with transaction.atomic():
            result = operation(**given, actor=actor, at=now())
            transaction.set_rollback(True)
        if (
            isinstance(result, list)
            and result
            and not any(row.get("done", True) for row in result if isinstance(row, dict))
        ):
            return f"each refused: {sorted({row['code'] for row in result})}"
        return re.sub(rf"(?<!\d)({'|'.join(map(str, values))})(?!\d)", "KEY", f"done {result!r}")
    except (NotFound, ObjectDoesNotExist):
        return "not found"
    except DomainError as refusal:
        return f"{refusal.code} {getattr(refusal, 'problems', '')}"
    except (TypeError, AttributeError, ValueError, KeyError) as error:
        return f"filler does not fit: {type(error).__name__}"


@pytest.mark.spec("ACC-022", "SEC-A1", "SEC-A2")
def test_an_operation_on_a_record_outside_the_scope_ends_as_for_one_that_never_was(clerk: Clerk) -> None:
    wrong, proven = [], 0
    for code, operation, given, name in scoped_operations():
        inside, outside = clerk.pair(SCOPED[name], operation.permission)
        if outside is None:
            continue
        ends = [
            outcome(operation, {**given, name: [pk] if name.endswith("_ids") else pk}, clerk.actor, pk)
            for pk in (outside.pk, MISSING, inside.pk if inside else MISSING)
        ]
        if ends[0] != ends[1] or (ends[0].startswith("done") and ends[0] == ends[2]):
            wrong.append((code, name, ends))
        proven += ends[0] == "not found" and ends[2] != "not found"
    assert not wrong, "\n".join(str(w)[:1000] for w in wrong)
    assert proven >= 30, "the values given are refused before the record is looked for: the test proves too little"


def test_nothing_is_excused_that_does_not_exist() -> None:
    assert set(BEYOND) <= set(REGISTRY)
    for code in (code for code, reason in BEYOND.items() if reason == JOB):
        name = code.partition(".")[2]
        callers = [path for path in source.python() if re.search(rf"\bimport .*\b{name}\b", source.text(path))]
        assert callers
        assert not [path for path in callers if "web" in path.parts or path.name.startswith("rest")]
