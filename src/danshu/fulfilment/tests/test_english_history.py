"""The history of orders and notes in English: only what people and the company are called is Chinese (COM-019)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import translation

from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.record_tracking import record_tracking
from danshu.fulfilment.tasks import sign_overdue
from danshu.fulfilment.tests.conftest import SignIn, paid, shipped
from danshu.identity.models import User
from danshu.kit.reasons import reason_text
from danshu.sales.jobs import cancel_unpaid_orders
from danshu.sales.models import Order
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-019")]
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
CALLED = {"李四", "赵六", "郑十", "孙七", "王五", "吴九", "示例青禾连锁超市", "泡沫洗手液", "华东一仓", "杭州", "系统"}


def chinese_of(page: str) -> set[str]:
    """Chinese words in the history and the cards beside it that are no names."""
    parts = re.findall(
        r'<ol class="x-log.*?</ol>|<dl class="x-dl">.*?</dl>|<ol class="x-steps.*?</ol>', page, re.DOTALL
    )
    text = re.sub(r"<[^>]+>", " ", " ".join(parts))
    return set(CHINESE.findall(text)) - CALLED - {"示例省示例市样板路", "示例省", "示例市", "样板路", "号"}


def test_what_the_system_wrote_in_chinese_is_read_in_english(world: World, sign_in: SignIn) -> None:
    by_clock = shipped(world, paid(world, line(world.soap, 5)), "SF0001")
    assert sign_overdue(at=NOON + timedelta(days=11)) == 1
    by_carrier = shipped(world, paid(world, line(world.soap, 3)), "SF0002")
    record_tracking(
        shipment_id=by_carrier.pk, kind="signed", happened_at=NOON, place="杭州", actor=world.shipper, at=NOON
    )
    unpaid = world.order(line(world.soap, 1), channel="shop")
    cancel_unpaid_orders(at=NOON + timedelta(days=30))
    unpaid.refresh_from_db()
    assert (unpaid.status, unpaid.end_reason[-4:]) == ("cancelled", "自动取消")
    assert Shipment.objects.get(pk=by_clock.pk).signed_by == "系统自动"
    User.objects.update(language="en")
    client = sign_in(world.service_desk)
    for path in (f"/shipments/{by_clock.number}/", f"/shipments/{by_carrier.number}/",
                 *(f"/orders/{number}/" for number in Order.objects.values_list("number", flat=True))):  # fmt: skip
        page = client.get(path).content.decode()
        assert 'lang="en' in page
        assert chinese_of(page) == set(), path


@pytest.mark.parametrize(
    ("stored", "english"),
    [
        ("发货满 10 天，系统自动确认", "Confirmed automatically 10 days after shipping"),
        ("发货满 1 天，系统自动确认", "Confirmed automatically 1 day after shipping"),
        ("分派规则：华东默认", "Assignment rule: 华东默认"), ("客户要求提前", "客户要求提前"), ("", ""),
    ],
)  # fmt: skip
def test_reasons_of_the_system_are_known_and_those_of_people_stay(stored: str, english: str) -> None:
    with translation.override("en"):
        assert reason_text(stored) == english
    with translation.override("zh-hans"):
        assert reason_text(stored) == stored
        assert reason_text(english) == stored
