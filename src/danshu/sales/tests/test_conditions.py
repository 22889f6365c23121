"""Why the supervisor is asked is read by everybody in his own language, also what was kept as words (ORD-023)."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import translation

from danshu.audit.queries import history
from danshu.sales.conditions import conditions_text
from danshu.sales.models import Supervision
from danshu.sales.permissions import SUPERVISE_ORDER, VIEW_ORDER
from danshu.sales.tests.world import build_world, line

migration = import_module("danshu.sales.migrations.0010_supervision_conditions_as_codes")
EVERY = [{"code": "discount", "rate": "29.4", "limit": "5"}, {"code": "below_minimum", "codes": ["P1", "P2"]},
         {"code": "gift", "codes": ["P3"]}, {"code": "large"}, {"code": "large_foreign"}, {"code": "new_on_account"}]  # fmt: skip
CHINESE = "折扣 29.4% 超过权限 5%；低于最低价：P1、P2；赠送：P3；大额订单；国外大额订单；新客户账期结算"
ENGLISH = ("Discount 29.4% is above the limit of 5%; Below the minimum price: P1, P2; Free of charge: P3; Large order; "
           "Large foreign order; New customer paying on account")  # fmt: skip


@pytest.mark.spec("ORD-023", "COM-019")
def test_each_condition_is_told_in_the_language_of_the_reader() -> None:
    assert conditions_text(EVERY) == CHINESE
    with translation.override("en"):
        assert conditions_text(EVERY) == ENGLISH
        assert conditions_text(["老话", {"code": "large"}]) == "老话; Large order"


@pytest.mark.spec("ORD-023", "COM-019")
@pytest.mark.django_db
def test_pages_and_history_tell_an_english_supervisor_in_english_what_a_chinese_clerk_submitted(visit: Any) -> None:
    world = build_world()
    order = world.order(line(world.soap, 10, unit_price=Decimal("30.00")))
    told = "Discount 29.4% is above the limit of 5%"
    asked = Supervision.objects.get()
    client = visit(VIEW_ORDER, SUPERVISE_ORDER, user_id=asked.supervisor_id, language="en")
    assert asked.conditions == [{"code": "discount", "rate": "29.4", "limit": "5"}]
    for path in (f"/orders/{order.number}/", f"/orders/{order.number}/supervision/"):
        page = client.text(path)
        assert (told in page, "折扣" in page) == (True, False), path
    with translation.override("en"):
        entry = next(entry for entry in history("sales.order", order.pk) if entry["action"] == "Supervisor asked")
    assert ("Why approval is needed", "", told) in entry["changes"]
    assert entry["reason"] == ""


@pytest.mark.spec("ORD-023")
@pytest.mark.django_db
def test_words_of_both_languages_become_codes_and_unknown_words_stay() -> None:
    world = build_world()
    for words in ([*CHINESE.split("；"), "老话"], ENGLISH.split("; ")):
        order = world.order(line(world.soap, 10, unit_price=Decimal("30.00")))
        Supervision.objects.filter(order=order).update(conditions=words)
    migration.rewrite(apps, SimpleNamespace(connection=connection))
    migration.rewrite(apps, SimpleNamespace(connection=connection))  # again: nothing more to do
    assert [s.conditions for s in Supervision.objects.order_by("pk")] == [[*EVERY, "老话"], EVERY]
