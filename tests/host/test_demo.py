"""The demo company: complete, plausible, clean, and the build can be killed at any moment."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from danshu.access.models import Role, UserRole
from danshu.amendments.models import Amendment
from danshu.billing.models import PaymentProblem, Receipt
from danshu.catalog.models import Item
from danshu.entry.demo.orders import Builder
from danshu.entry.demo.plan import FATES
from danshu.entry.management.commands.verify import run
from danshu.fulfilment.models import Shipment
from danshu.identity.models import Unit, User
from danshu.kit.clock import company_zone
from danshu.kit.verification import CHECKS
from danshu.notices.models import Notice
from danshu.outbox.models import Delivery
from danshu.parties.models import Customer
from danshu.sales.models import Order
from danshu.security.models import Attempt
from danshu.stores.models import Store

WAYBILLS = {"sf": r"SF\d{13}", "zto": r"7\d{13}", "jd": r"JD[A-Z]{2}\d{11}", "own": r"PS\d{11}"}
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.mark.spec("SYS-001")
def test_the_demo_company_is_complete_plausible_and_clean(home: Path) -> None:
    call_command("demo")

    assert "user admin001  password " in (home / "first-sign-in.txt").read_text()
    assert (home / "first-sign-in.txt").stat().st_mode & 0o777 == 0o600
    assert (Unit.objects.filter(type="branch").count(), Item.objects.count()) == (3, 60)
    assert Customer.objects.count() == 213  # 12 of them lie in the pool or are locked, one waits for its review
    assert Order.objects.count() == 500
    assert (Store.objects.count(), Store.objects.filter(status="open").count()) == (4, 3)
    assert Order.objects.filter(store__isnull=False).count() > 50
    assert Attempt.objects.count() == 7
    assert sorted(Amendment.objects.values_list("status", flat=True)) == [
        "accepted",
        "proposed",
        "rejected",
        "withdrawn",
    ]
    held = set(UserRole.objects.values_list("role__code", flat=True))
    assert {"ADM", "ORA", "SLS", "SMG", "BRC", "ODK", "CSV", "WHS", "SHC", "PUR", "FNC", "OPA", "AUD", "STA"} <= held
    assert held <= set(Role.objects.values_list("code", flat=True))

    require_orders_in_every_state()
    require_a_calm_desk()
    require_sound_waybills_and_money()
    require_office_hours()
    found = {outcome.code: (outcome.drifts, outcome.failure) for outcome in run(list(CHECKS.values()))}
    assert {code: what for code, what in found.items() if what != ([], "")} == {}

    with pytest.raises(CommandError, match="already configured"):
        call_command("demo")
    call_command("demo", if_empty=True)
    assert User.objects.filter(is_active=True).count() == 17


def require_orders_in_every_state() -> None:
    states = Counter(Order.objects.values_list("status", flat=True))
    wanted = {"draft", "awaiting_review", "rejected", "approved", "in_progress", "shipped", "signed", "completed",
              "cancelled"}  # fmt: skip
    assert wanted <= set(states)
    assert min(states[state] for state in wanted) >= 8
    payment = Counter(Order.objects.values_list("payment_state", flat=True))
    assert min(payment[state] for state in ("unpaid", "partly_paid", "paid")) >= 8
    assert Order.objects.filter(open_exceptions__gt=0).count() >= 4
    assert Order.objects.filter(supervision_state="pending").count() >= 2
    assert Order.objects.filter(shipping_state="partly_shipped").count() >= 10


def require_a_calm_desk() -> None:
    """Nothing is overdue in the background, and nobody begins with a heap of notices."""
    waiting = Delivery.objects.filter(state="waiting")
    assert (waiting.filter(due_at__lt=timezone.now() - timedelta(days=1, hours=1)).count(), waiting.count() < 200) == (
        0,
        True,
    )
    unread = Counter(Notice.objects.filter(read_at=None).values_list("user_id", flat=True))
    assert max(unread.values()) <= 5


def require_sound_waybills_and_money() -> None:
    waybills = Shipment.objects.exclude(tracking_number="").values_list("carrier__code", "tracking_number")
    assert {code for code, _number in waybills} == set(WAYBILLS)
    assert [(code, number) for code, number in waybills if not re.fullmatch(WAYBILLS[code], number)] == []

    receipts = Counter(Receipt.objects.values_list("state", flat=True))
    assert (receipts["unmatched"], receipts["partly_matched"]) == (6, 1)
    assert sorted(PaymentProblem.objects.values_list("kind", flat=True)) == ["paid_twice", "unknown_order"]


def require_office_hours() -> None:
    now = timezone.now()
    moments = list(Order.objects.order_by("id").values_list("created_at", flat=True))
    assert moments == sorted(moments), "numbers rise with time"
    assert now - timedelta(days=125) < moments[0] < moments[-1] <= now
    assert Order.objects.filter(created_at__gt=now - timedelta(days=2)).count() >= 12
    local = [moment.astimezone(company_zone()) for moment in moments if moment < now - timedelta(days=1)]
    assert all(8 <= moment.hour < 18 and moment.weekday() != 6 for moment in local)


def test_an_interrupted_build_leaves_nothing_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(builder: Builder, *watch: object) -> int:
        raise Killed

    monkeypatch.setattr(Builder, "build", die)
    with pytest.raises(Killed):
        call_command("demo")
    assert (User.objects.count(), Customer.objects.count(), Item.objects.count()) == (0, 0, 0)
    assert not (home / "first-sign-in.txt").exists()


def test_fates_add_up_to_five_hundred() -> None:
    assert sum(fate.count for fate in FATES) == 500
