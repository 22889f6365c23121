"""Payment methods (FIN-001): exactly those that channel, currency, delivery method and customer allow."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.audit.models import AuditEntry
from danshu.billing.methods import MethodCodeTaken
from danshu.billing.models import PaymentMethod
from danshu.billing.operations.create_payment_method import create_payment_method
from danshu.billing.operations.edit_payment_method import edit_payment_method
from danshu.billing.queries import methods_for
from danshu.dictionaries.queries import id_of
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden
from danshu.kit.findings import Blocked
from danshu.parties.models import Customer
from danshu.sales.models import Order
from danshu.sales.tests.world import NOON, World

pytestmark = [pytest.mark.django_db, pytest.mark.spec("FIN-001")]
VALUES: dict[str, Any] = {
    "kind": "online", "name": "云闪付", "name_en": "QuickPass", "channels": ["shop"], "currencies": ["CNY"],
    "customer_levels": [], "delivery_methods": [], "instructions": "扫码付款", "position": 30, "is_valid": True,
}  # fmt: skip


def created(world: World, code: str = "quickpass", **values: Any) -> PaymentMethod:
    return create_payment_method(code=code, values={**VALUES, **values}, actor=world.finance, at=NOON)  # type: ignore[typeddict-item]


def edited(world: World, method: PaymentMethod, version: int | None = None, **values: Any) -> PaymentMethod:
    return edit_payment_method(
        method_id=method.pk, version=version, values=values, actor=world.finance, at=NOON  # type: ignore[arg-type]
    )  # fmt: skip


def offered(order: Order, **changes: Any) -> list[str]:
    return [method.code for method in methods_for(order, **changes)]


def test_checkout_offers_exactly_the_methods_allowed(world: World) -> None:
    order = world.order()
    assert offered(order) == ["bank_transfer", "wechat", "alipay", "cash", "cash_on_delivery", "balance", "credit"]
    assert offered(order, channel="shop") == ["bank_transfer", "wechat", "alipay", "cash_on_delivery", "balance"]
    assert offered(order, channel="integration") == ["bank_transfer", "wechat", "alipay", "cash_on_delivery"]
    assert offered(order, channel="distribution") == []


def test_delivery_method_customer_level_currency_and_validity_decide_too(world: World) -> None:
    order = world.order()
    courier, pickup = id_of("delivery_method", "courier"), id_of("delivery_method", "pick_up")
    by = {m.code: m for m in PaymentMethod.objects.all()}
    edited(world, by["cash_on_delivery"], delivery_methods=[pickup])
    edited(world, by["credit"], customer_levels=["A"])
    edited(world, by["alipay"], is_valid=False)
    edited(world, by["wechat"], currencies=["USD"])
    assert offered(order) == ["bank_transfer", "cash", "balance"]
    edited(world, by["cash_on_delivery"], delivery_methods=[pickup, courier])
    Customer.objects.update(level_id=id_of("parties.customer_level", "A"))
    assert offered(order) == ["bank_transfer", "cash", "cash_on_delivery", "balance", "credit"]


@pytest.mark.spec("ORD-009", "ACC-023")
def test_an_order_with_a_method_that_is_not_open_to_it_is_refused(world: World) -> None:
    for code in ("bitcoin", "balance"):
        with pytest.raises(Blocked) as refused:
            world.order(payment_method=code, channel="phone")
        assert {finding.code for finding in refused.value.findings} == {"payment_method"}
    assert Order.objects.count() == 0
    assert world.order(payment_method="wechat", channel="phone").payment_method == "wechat"


@pytest.mark.spec("ORD-004")
def test_orders_and_receipts_offer_the_same_methods_under_the_same_names(world: World, as_person: Any) -> None:
    order = world.approved(payment_method="bank_transfer")
    edited(world, PaymentMethod.objects.get(code="bank_transfer"), name="公司账户转账")
    edited(world, PaymentMethod.objects.get(code="alipay"), is_valid=False)
    created(world, "quickpass", channels=["staff"])
    named = dict(offered_on(as_person(world.clerk), "/orders/new/", "payment_method"))
    received = dict(offered_on(as_person(world.finance), "/receipts/new/", "method"))
    assert named["bank_transfer"] == received["bank_transfer"] == "公司账户转账"
    assert named["quickpass"] == received["quickpass"] == "云闪付"
    assert "alipay" not in named
    assert "cheque" not in named
    assert "公司账户转账" in as_person(world.clerk).get(f"/orders/{order.number}/").content.decode()
    edited(world, PaymentMethod.objects.get(code="bank_transfer"), is_valid=False)
    draft = world.order(submit=False, payment_method="bank_transfer")
    kept = dict(offered_on(as_person(world.clerk), f"/orders/{draft.number}/edit/", "payment_method"))
    assert kept["bank_transfer"] == "公司账户转账"
    assert "bank_transfer" not in dict(offered_on(as_person(world.clerk), "/orders/new/", "payment_method"))


def offered_on(browser: Any, address: str, field: str) -> list[tuple[str, str]]:
    return [(str(code), str(label)) for code, label in browser.get(address).context["form"].fields[field].choices]


@pytest.mark.spec("COM-017")
def test_a_method_is_added_changed_and_taken_out_of_use_with_its_history(world: World) -> None:
    method = created(world)
    assert "quickpass" in offered(world.order(), channel="shop")
    edited(world, method, method.version, name="银联云闪付", is_valid=False)
    method.refresh_from_db()
    assert (method.name, method.is_valid, method.version) == ("银联云闪付", False, 2)
    assert "quickpass" not in offered(Order.objects.get(), channel="shop")
    trail = AuditEntry.objects.filter(subject_kind="billing.method", subject_id=method.pk).order_by("pk")
    assert [entry.operation for entry in trail] == ["billing.create_payment_method", "billing.edit_payment_method"]


@pytest.mark.spec("COM-012")
def test_a_stale_page_does_not_overwrite_and_an_unchanged_one_writes_nothing(world: World) -> None:
    method = created(world)
    edited(world, method, 1, name="甲")
    with pytest.raises(EditConflict):
        edited(world, method, 1, name="乙")
    edited(world, method, 2, name="甲")
    method.refresh_from_db()
    assert (method.name, method.version) == ("甲", 2)


@pytest.mark.spec("COM-008")
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"), ({"name": "长" * 51}, "name"), ({"name_en": "x" * 51}, "name_en"),
        ({"kind": "barter"}, "kind"), ({"channels": ["moon"]}, "channels"), ({"currencies": []}, "currencies"),
        ({"currencies": ["cny"]}, "currencies"), ({"currencies": ["RMBX"]}, "currencies"),
        ({"customer_levels": ["Z"]}, "customer_levels"), ({"delivery_methods": [10**9]}, "delivery_methods"),
        ({"position": -1}, "position"), ({"instructions": "长" * 501}, "instructions"),
    ],
)  # fmt: skip
def test_wrong_entries_are_refused_at_their_field(world: World, values: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        created(world, **values)
    assert {problem.field for problem in refused.value.problems} == {field}
    with pytest.raises(FieldErrors):
        edited(world, PaymentMethod.objects.get(code="wechat"), **values)
    assert (PaymentMethod.objects.count(), PaymentMethod.objects.get(code="wechat").version) == (7, 1)


def test_codes_are_well_formed_and_unique(world: World) -> None:
    for code in ("", "a", "1abc", "Quick", "a-b", "x" * 31):
        with pytest.raises(FieldErrors) as refused:
            created(world, code)
        assert refused.value.problems[0].field == "code"
    created(world)
    with pytest.raises(MethodCodeTaken):
        created(world)
    assert PaymentMethod.objects.count() == 8


@pytest.mark.spec("ACC-023")
def test_only_administrators_and_finance_keep_methods(world: World) -> None:
    method = PaymentMethod.objects.get(code="cash")
    for person in (world.clerk, world.reviewer, world.shipper, world.service_desk):
        with pytest.raises(Forbidden):
            create_payment_method(code="x1", values=VALUES, actor=person, at=NOON)  # type: ignore[arg-type]
        with pytest.raises(Forbidden):
            edit_payment_method(method_id=method.pk, version=None, values={"name": "x"}, actor=person, at=NOON)
    assert (PaymentMethod.objects.count(), PaymentMethod.objects.get(code="cash").name) == (7, "现金")
