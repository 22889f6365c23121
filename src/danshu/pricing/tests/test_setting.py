"""Setting and ending prices, and what the history keeps (CAT-006)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from danshu.catalog.operations.delete_item import delete_item
from danshu.catalog.operations.edit_item import edit_item
from danshu.catalog.operations.invalidate_items import invalidate_items
from danshu.catalog.tests.factories import NOW, keeper, make_item
from danshu.kit.actor import Actor, Scope
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, NotFound
from danshu.pricing.errors import PriceOver
from danshu.pricing.models import PriceChange, PriceRule
from danshu.pricing.operations.end_price import end_price
from danshu.pricing.operations.set_list_prices import set_list_prices
from danshu.pricing.operations.set_price import set_price
from danshu.pricing.queries import rules_of, visible_changes
from danshu.pricing.tests.factories import TODAY, day, level, make_customer, make_price

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def spans(item_id: int) -> list[tuple[int, int | None, int]]:
    """The prices of an item as (first day, last day, price), in days from today."""
    rules = PriceRule.objects.filter(item_id=item_id)
    found = [
        ((r.first_day - TODAY).days, None if r.last_day is None else (r.last_day - TODAY).days, int(r.price))
        for r in rules
    ]
    return sorted(found, key=lambda span: span[0])


@pytest.mark.spec("CAT-006")
def test_a_later_price_ends_the_earlier_one() -> None:
    item = make_item()
    make_price(item.pk, "9", start=0, price_level_id=level())

    make_price(item.pk, "8", start=10, price_level_id=level())

    assert spans(item.pk) == [(0, 9, 9), (10, None, 8)]


@pytest.mark.spec("CAT-006")
def test_a_price_for_some_days_splits_the_one_around_it() -> None:
    item = make_item()
    make_price(item.pk, "9", start=0, price_level_id=level())

    make_price(item.pk, "5", start=10, end=12, price_level_id=level())

    assert spans(item.pk) == [(0, 9, 9), (10, 12, 5), (13, None, 9)]


@pytest.mark.spec("CAT-006")
def test_a_price_that_is_covered_completely_goes() -> None:
    item = make_item()
    make_price(item.pk, "9", start=5, end=8, price_level_id=level())

    make_price(item.pk, "7", start=0, price_level_id=level())

    assert spans(item.pk) == [(0, None, 7)]


def test_other_purposes_are_left_alone() -> None:
    item, customer = make_item(), make_customer()
    make_price(item.pk, "9", price_level_id=level())
    make_price(item.pk, "8", customer_id=customer)
    make_price(item.pk, "7", min_quantity=Decimal(10))
    make_price(item.pk, "6", min_quantity=Decimal(100))
    make_price(item.pk, "5", price_level_id=level(), currency="USD")

    assert [int(rule.price) for rule in rules_of(item.pk, actor=SYSTEM)] == [8, 9, 5, 7, 6]


@pytest.mark.spec("CAT-006", "COM-017")
def test_the_history_keeps_old_new_user_and_days() -> None:
    item = make_item(sale_price=Decimal(10))
    clerk = keeper("pricing.price.edit", name="周八", user_id=8)
    make_price(item.pk, "9", price_level_id=level())

    set_price(
        item_id=item.pk, price=Decimal("8.5"), valid_from=day(2), price_level_id=level(), reason="年度谈判",
        actor=clerk, at=NOW,
    )  # fmt: skip

    lines = list(
        PriceChange.objects.filter(kind="level")
        .order_by("id")
        .values_list("old", "new", "valid_from", "user_name", "reason", "target")
    )
    assert lines == [
        (None, Decimal("9.0000"), TODAY, "系统", "", "批发价"),
        (Decimal("9.0000"), None, day(2), "周八", "年度谈判", "批发价"),
        (Decimal("9.0000"), Decimal("8.5000"), day(2), "周八", "年度谈判", "批发价"),
    ]


@pytest.mark.spec("CAT-006")
def test_changes_of_the_list_price_are_in_the_history_too() -> None:
    item = make_item(sale_price=Decimal(10), purchase_price=Decimal(6))

    edit_item(
        item_id=item.pk,
        version=1,
        values={"sale_price": Decimal(11), "guide_price": Decimal(15)},
        reason="涨价",
        actor=SYSTEM,
        at=NOW,
    )

    lines = list(PriceChange.objects.filter(item_id=item.pk).order_by("id").values_list("kind", "old", "new", "reason"))
    assert lines == [
        ("sale_price", None, Decimal(10), "新建"),
        ("purchase_price", None, Decimal(6), "新建"),
        ("sale_price", Decimal(10), Decimal(11), "涨价"),
        ("guide_price", None, Decimal(15), "涨价"),
    ]


@pytest.mark.spec("CAT-006")
def test_the_history_cannot_be_changed() -> None:
    make_item()

    for statement in ("UPDATE pricing_pricechange SET new = 1", "DELETE FROM pricing_pricechange"):
        with (
            pytest.raises(Exception, match=r"(?i)cannot (update|delete)"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.spec("CAT-006")
def test_who_keeps_prices_may_change_the_list_price_without_keeping_the_catalogue() -> None:
    item = make_item(sale_price=Decimal(10))
    actor = keeper("pricing.price.edit")

    version = set_list_prices(
        item_id=item.pk,
        version=1,
        sale_price=Decimal(12),
        guide_price=None,
        minimum_price=Decimal(9),
        actor=actor,
        at=NOW,
    )

    item.refresh_from_db()
    assert (version, item.sale_price, item.minimum_price) == (2, Decimal(12), Decimal(9))
    with pytest.raises(EditConflict):
        set_list_prices(
            item_id=item.pk, version=1, sale_price=Decimal(1), guide_price=None, minimum_price=None, actor=actor, at=NOW
        )


@pytest.mark.spec("CAT-006")
def test_ending_a_price_brings_the_next_best_one_back() -> None:
    item = make_item()
    rule = make_price(item.pk, "9", start=0, price_level_id=level())

    assert end_price(rule_id=rule.pk, last_day=day(5), version=1, actor=SYSTEM, at=NOW) == day(5).isoformat()

    assert spans(item.pk) == [(0, 5, 9)]
    last = PriceChange.objects.latest("id")
    assert (last.old, last.new, last.valid_from, last.valid_until) == (Decimal(9), None, day(6), None)


@pytest.mark.spec("CAT-006")
def test_a_price_that_never_began_is_withdrawn() -> None:
    item = make_item()
    rule = make_price(item.pk, "9", start=3, price_level_id=level())

    assert end_price(rule_id=rule.pk, actor=SYSTEM, at=NOW) is None

    assert spans(item.pk) == []


def test_the_past_of_prices_is_not_changed() -> None:
    item = make_item()
    rule = make_price(item.pk, "9", start=0, end=3, price_level_id=level())
    later = NOW.replace(month=10)

    with pytest.raises(PriceOver):
        end_price(rule_id=rule.pk, actor=SYSTEM, at=later)
    with pytest.raises(FieldErrors):
        end_price(rule_id=rule.pk, last_day=day(3), actor=SYSTEM, at=NOW)
    with pytest.raises(FieldErrors):
        end_price(rule_id=rule.pk, last_day=day(-2), actor=SYSTEM, at=NOW)
    with pytest.raises(FieldErrors):
        make_price(item.pk, "1", start=-1, price_level_id=level())
    assert spans(item.pk) == [(0, 3, 9)]


@pytest.mark.spec("CAT-006", "COM-008")
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"price": Decimal(-1)}, "price"),
        ({"price": Decimal("1.00001")}, "price"),
        ({"price": Decimal("NaN")}, "price"),
        ({"currency": "XYZ"}, "currency"),
        ({"price_level_id": None}, "kind"),
        ({"min_quantity": Decimal(3)}, "kind"),
        ({"price_level_id": None, "min_quantity": Decimal("0.5")}, "min_quantity"),
        ({"price_level_id": 10**9}, "price_level_id"),
        ({"valid_until": day(-1)}, "valid_until"),
    ],
)
def test_wrong_terms_are_refused_beside_the_field(values: dict[str, Any], field: str) -> None:
    item = make_item()
    terms = {"price": Decimal(1), "valid_from": TODAY, "price_level_id": level(), **values}

    with pytest.raises(FieldErrors) as refused:
        set_price(item_id=item.pk, actor=SYSTEM, at=NOW, **terms)

    assert field in {problem.field for problem in refused.value.problems}
    assert not PriceRule.objects.exists()


def test_an_invalid_or_unknown_item_gets_no_price() -> None:
    item = make_item()
    invalidate_items(item_ids=[item.pk], actor=SYSTEM, at=NOW)

    with pytest.raises(FieldErrors):
        make_price(item.pk, "1", price_level_id=level())
    with pytest.raises(NotFound):
        make_price(item.pk + 1, "1", price_level_id=level())


@pytest.mark.spec("ACC-022", "CAT-006")
def test_the_price_of_a_customer_out_of_scope_is_neither_set_nor_seen_nor_ended() -> None:
    item, customer = make_item(), make_customer()
    rule = make_price(item.pk, "9", customer_id=customer)
    make_price(item.pk, "8", price_level_id=level())
    narrow = Scope(unit_ids=frozenset({99}))
    stranger = Actor(user_id=5, name="外人", grants={"pricing.price.edit": narrow, "parties.customer.choose": narrow})

    with pytest.raises(NotFound):
        set_price(item_id=item.pk, price=Decimal(1), valid_from=TODAY, customer_id=customer, actor=stranger, at=NOW)
    with pytest.raises(PriceRule.DoesNotExist):
        end_price(rule_id=rule.pk, actor=stranger, at=NOW)
    assert [seen.kind for seen in rules_of(item.pk, actor=stranger)] == ["level"]
    assert set(visible_changes(stranger).values_list("kind", flat=True)) == {"sale_price", "level"}
    assert PriceRule.objects.count() == 2


@pytest.mark.spec("ACC-023")
def test_nobody_without_the_right_sets_or_ends_prices() -> None:
    item = make_item()
    rule = make_price(item.pk, "9", price_level_id=level())
    clerk = keeper("pricing.price.view", "catalog.item.edit", "parties.customer.choose")

    with pytest.raises(Forbidden):
        set_price(item_id=item.pk, price=Decimal(1), valid_from=TODAY, min_quantity=Decimal(2), actor=clerk, at=NOW)
    with pytest.raises(Forbidden):
        end_price(rule_id=rule.pk, actor=clerk, at=NOW)
    with pytest.raises(Forbidden):
        set_list_prices(
            item_id=item.pk, version=1, sale_price=Decimal(1), guide_price=None, minimum_price=None, actor=clerk, at=NOW
        )
    assert spans(item.pk) == [(0, None, 9)]


@pytest.mark.spec("CAT-006")
def test_a_price_below_the_minimum_is_allowed_and_said() -> None:
    item = make_item(minimum_price=Decimal(10))

    outcome = set_price.dry_run(
        item_id=item.pk, price=Decimal(9), valid_from=TODAY, price_level_id=level(), actor=SYSTEM, at=NOW
    )

    assert [effect.code for effect in outcome.effects] == ["below_minimum"]
    assert not PriceRule.objects.exists()


def test_a_deleted_item_takes_its_prices_along_and_leaves_their_history() -> None:
    item = make_item()
    make_price(item.pk, "9", price_level_id=level())

    delete_item(item_id=item.pk, actor=SYSTEM, at=NOW)

    assert not PriceRule.objects.exists()
    assert PriceChange.objects.filter(item_id=item.pk, kind="level", new=None).count() == 1


@pytest.mark.spec("CAT-006")
def test_the_database_refuses_two_prices_for_one_purpose_on_one_day() -> None:
    item = make_item()
    rule = make_price(item.pk, "9", start=0, end=5, price_level_id=level())
    copy = {
        "item_id": item.pk, "kind": "level", "price_level_id": level(), "price": 1, "created_at": NOW, "updated_at": NOW
    }  # fmt: skip

    with pytest.raises(IntegrityError, match="price_no_overlap"), transaction.atomic():
        PriceRule.objects.create(**copy, valid=DateRange(day(5), day(6)))
    PriceRule.objects.create(**copy, valid=DateRange(day(6), day(7)))
    PriceRule.objects.create(**copy, currency="USD", valid=DateRange(day(0), None))
    with pytest.raises(IntegrityError, match="price_rule_one_kind"), transaction.atomic():
        PriceRule.objects.filter(pk=rule.pk).update(min_quantity=3)
    with pytest.raises(IntegrityError, match="price_rule_not_negative"), transaction.atomic():
        PriceRule.objects.filter(pk=rule.pk).update(price=-1)
    with pytest.raises(IntegrityError, match="price_rule_days"), transaction.atomic():
        PriceRule.objects.filter(pk=rule.pk).update(valid=DateRange(day(1), day(1)))
