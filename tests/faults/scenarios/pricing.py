"""Operations on prices."""

from __future__ import annotations

from decimal import Decimal

from danshu.catalog.tests.factories import make_item
from danshu.parties.tests.factories import make_customer, person
from danshu.pricing.operations.end_price import end_price
from danshu.pricing.operations.set_list_prices import set_list_prices
from danshu.pricing.operations.set_price import set_price
from danshu.pricing.tests.factories import day, level, make_price
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("pricing.set_price")
def _set() -> Scenario:
    item, customer = make_item().pk, make_customer(person("SLS")).pk
    return lambda: set_price(
        item_id=item, price=Decimal("11.5000"), valid_from=day(0), customer_id=customer, actor=ACTOR, at=AT
    )


@scenario("pricing.set_price", name="into the middle of another")
def _split() -> Scenario:
    item = make_item().pk
    make_price(item, "11.0000", 0, 30, price_level_id=level())
    return lambda: set_price(
        item_id=item, price=Decimal("10.0000"), valid_from=day(5), valid_until=day(9), price_level_id=level(),
        reason="示例促销", actor=ACTOR, at=AT,
    )  # fmt: skip


@scenario("pricing.set_list_prices")
def _list_prices() -> Scenario:
    made = make_item()
    return lambda: set_list_prices(
        item_id=made.pk, version=made.version, sale_price=Decimal("13.00"), guide_price=Decimal("15.00"),
        minimum_price=Decimal("11.00"), actor=ACTOR, at=AT,
    )  # fmt: skip


@scenario("pricing.end_price")
def _end() -> Scenario:
    rule = make_price(make_item().pk, "11.0000", 0, price_level_id=level())
    return lambda: end_price(rule_id=rule.pk, last_day=day(3), actor=ACTOR, at=AT)


@scenario("pricing.end_price", name="that has not begun")
def _withdraw() -> Scenario:
    rule = make_price(make_item().pk, "11.0000", 10, price_level_id=level())
    return lambda: end_price(rule_id=rule.pk, actor=ACTOR, at=AT)
