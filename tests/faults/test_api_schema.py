"""schemathesis over the description of the API: no bug, only documented answers, no way around the key (SEC-V4)."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.apps import apps
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
)

from danshu.entry.wsgi import application
from tests.faults.town import API, Town

SEED = 20260918
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance, ignored_auth
]  # fmt: skip
ORDER, ITEM, CUSTOMER = "sales.Order.number", "catalog.Item.code", "parties.Customer.pk"
# Names in addresses and bodies that mean a record: half of the time one that exists stands there.
KEYS = {
    "order_number": ORDER, "customer_id": CUSTOMER, "code": ITEM, "item_code": ITEM, "item_id": "catalog.Item.pk",
    "store_id": "stores.Store.pk", "warehouse_id": "inventory.Warehouse.pk", "stock_id": "inventory.StockBalance.pk", "price_id": "pricing.PriceRule.pk",
    "contact_group_id": "segments.ContactGroup.pk", "segment_id": "segments.Segment.pk", "rule_id": "validation.Rule.pk", "fault_id": "validation.Fault.pk", "currency_id": "currencies.Currency.pk", "rate_id": "currencies.Rate.pk", "announcement_id": "announcements.Announcement.pk", "group_id": "access.UserGroup.pk", "communication_id": "activities.Communication.pk", "plan_id": "activities.Plan.pk", "task_id": "tasks.Task.pk", "reminder_id": "reminders.Reminder.pk", "automation_id": "automation.Rule.pk",
    "contact_id": "parties.Contact.pk", "address_id": "parties.DeliveryAddress.pk", "owner_id": "identity.User.pk",
    "unit_id": "identity.Unit.pk", "category_id": "catalog.Category.pk", "shipment_number": "fulfilment.Shipment.number",
}  # fmt: skip
NUMBERS = {
    "/receipts/": "billing.Receipt.number", "/refunds/": "billing.Refund.number", "/orders/": ORDER,
    "/shipments/": "fulfilment.Shipment.number", "/stock-documents/": "inventory.StockDocument.number",
    "/stock-adjustments/": "inventory.StockAdjustment.number", "/imports/": "exchange.ImportBatch.pk",
    "/exports/": "exchange.ExportJob.pk",
}  # fmt: skip


class Records:
    """Keys of records that exist, by what a name means."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.known = chance, dict[str, list[Any]]()

    def one(self, origin: str) -> Any:
        """A key of an existing record, of those there were at the beginning."""
        if origin not in self.known:
            label, _, attribute = origin.rpartition(".")
            rows = apps.get_model(label)._base_manager.order_by("pk")
            self.known[origin] = list(rows.values_list(attribute, flat=True)[:20])
        return self.chance.choice(self.known[origin])

    def put_into(self, case: Case) -> None:
        """Let some names of the request mean records."""
        for name in case.path_parameters or {}:
            origin = KEYS.get(name) or next((o for p, o in NUMBERS.items() if case.path.startswith(API + p)), "")
            if origin and self.chance.random() < 0.7:
                case.path_parameters[name] = self.one(origin)
        self._into(case.body)

    def _into(self, value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in KEYS and self.chance.random() < 0.5:
                    value[name] = self.one(KEYS[name])
                elif name == "version" and self.chance.random() < 0.5:
                    value[name] = self.chance.randint(1, 4)
                else:
                    self._into(inner)
        elif isinstance(value, list):
            for inner in value:
                self._into(inner)


def explore(town: Town, *, examples: int, seed: int) -> tuple[int, dict[str, str]]:
    """Ask every operation `examples` times with fitting and with unfitting input; (requests, failure by operation)."""
    bearer = {"Authorization": f"Bearer {town.tokens['admin001']}"}
    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", application, headers=bearer)
    records, wrong, asked = Records(random.Random(seed)), dict[str, str](), []

    def ask(case: Case) -> None:
        records.put_into(case)
        asked.append(case)
        try:
            case.call_and_validate(headers=bearer, checks=CHECKS)
        except (Failure, FailureGroup) as failure:
            parts = failure.exceptions if isinstance(failure, FailureGroup) else [failure]
            body = f"{case.path_parameters} {case.query} {case.body!r}"[:600]
            for part in parts:
                wrong.setdefault(f"{case.operation.label}: {part.title}", f"{str(part)[:600]} || {body}")

    for found in schema.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _generate(found.ok().as_strategy(generation_mode=mode), ask, examples, seed)
    return len(asked), wrong


def _generate(strategy: Any, ask: Callable[[Case], None], examples: int, seed: int) -> None:
    @seeded(seed)
    @settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=strategy)
    def run(case: Case) -> None:
        ask(case)

    try:
        run()
    except Unsatisfiable:
        return  # an operation without input has no unfitting one


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


@pytest.mark.slow
@pytest.mark.spec("SEC-V4", "SYS-030")
@pytest.mark.filterwarnings(
    "ignore::Warning:schemathesis",
    "ignore::DeprecationWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)
def test_the_api_answers_as_its_description_says(town: Town) -> None:
    asked, wrong = explore(town, examples=3, seed=SEED)
    assert not wrong, "\n".join(f"{place} || {told}" for place, told in wrong.items())
    assert asked > 300


@pytest.mark.long
@pytest.mark.spec("SEC-V4", "SYS-030")
@pytest.mark.filterwarnings(
    "ignore::Warning:schemathesis",
    "ignore::DeprecationWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)
@pytest.mark.parametrize("seed", range(8))
def test_the_api_answers_as_its_description_says_to_many_requests(town: Town, seed: int) -> None:
    _asked, wrong = explore(town, examples=120, seed=seed)
    assert not wrong, "\n".join(f"{place} || {told}" for place, told in wrong.items())
