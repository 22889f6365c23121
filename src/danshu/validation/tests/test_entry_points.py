"""No path skips a rule: page, API, import, batch, copy and change, one test for all of them (SYS-011)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from danshu.access.tests.factories import grant
from danshu.activities.models import Communication
from danshu.activities.operations.edit_communication import edit_communication
from danshu.activities.tests.factories import make_record, type_id
from danshu.amendments.tests.desk import propose
from danshu.catalog.models import Item
from danshu.catalog.operations.edit_item import edit_item
from danshu.catalog.tests.factories import make_item
from danshu.dictionaries.queries import id_of
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.errors import DomainError, FieldErrors
from danshu.parties import dictionaries as lists
from danshu.parties.models import Contact, Customer
from danshu.parties.operations.edit_contact import edit_contact
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.merge_customers import merge_customers
from danshu.parties.permissions import MERGE_CUSTOMERS
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import make_contact, make_customer, person, source_id
from danshu.parties.tests.test_import import both, problems, sheet
from danshu.parties.tests.test_pages import fields_of, text_of
from danshu.sales.models import Order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.tests.world import World
from danshu.validation.tests.factories import ADMIN, NOON, make_rule

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-011", "COM-008")]
WORDS = "按公司规定填写"


class Scene:
    """What the ways into records need."""

    def __init__(self, sign_in: SignIn, office: Callable[[], World], tmp_path: Path) -> None:
        self.seller = both("SLS", "OPA")
        self.client = sign_in(self.seller)
        self._office, self.tmp_path = office, tmp_path

    @property
    def world(self) -> World:
        """The order desk; its customer is not made by the operation, so only where orders are."""
        return self._office()

    def send(self, method: str, path: str, **body: Any) -> list[str]:
        answer = self.client.generic(
            method, f"/api/v1{path}", json.dumps(body), content_type="application/json",
            headers={"Idempotency-Key": f"{method}{path}"[:90]},
        )  # fmt: skip
        assert answer.status_code in (400, 409, 422), answer.content.decode()
        return [error["message"] for error in answer.json()["errors"]]

    def form(self, url: str, **given: str) -> list[str]:
        answer = self.client.post(url, fields_of(self.client, url) | given)
        assert answer.status_code == 422, text_of(answer)
        return [str(text) for texts in answer.context["form"].errors.values() for text in texts]

    def imported(self, kind: str, head: list[str], *rows: list[str], policy: str = "skip") -> list[str]:
        path = sheet(self.tmp_path, *rows, head=head)
        batch = import_file(kind, path, Wishes(policy=policy), actor=self.seller, at=NOON)
        return [text for _row, _field, text in problems(batch)]


def refused(call: Callable[[], object]) -> list[str]:
    with pytest.raises(FieldErrors) as told:
        call()
    return [problem.text for problem in told.value.problems]


@pytest.fixture
def scene(sign_in: SignIn, request: Any, tmp_path: Path) -> Scene:
    return Scene(sign_in, lambda: request.getfixturevalue("office"), tmp_path)


# ---- customers
def customer_on_page(s: Scene) -> list[str]:
    new = reverse("parties:customer_new")
    return s.form(new, name="示例甲", source=str(source_id()), mobile="13800000001")


def customer_through_api(s: Scene) -> list[str]:
    return s.send("POST", "/customers", name="示例甲", source="internet", mobile="13800000001")


def customer_from_a_file(s: Scene) -> list[str]:
    return s.imported("customers", ["客户编码", "客户名称", "手机"], ["C-1", "示例甲", "13800000001"])


def customer_changed_on_page(s: Scene) -> list[str]:
    row = Customer.objects.get(name="示例旧客户")
    return s.form(reverse("parties:customer_edit", args=[row.pk]), legal_representative="", version=row.version)


def customer_changed_through_api(s: Scene) -> list[str]:
    row = Customer.objects.get(name="示例旧客户")
    return s.send("PATCH", f"/customers/{row.pk}", legal_representative="", version=row.version)


def customer_by_merging(s: Scene) -> list[str]:
    make_rule("licence_number", "format", name="证照", message=WORDS, preset="digits")
    keep, lose = make_customer(s.seller), make_customer(s.seller, licence_number="")
    Customer.objects.filter(pk=lose.pk).update(licence_number="AB12")
    return refused(
        lambda: merge_customers(survivor_id=keep.pk, loser_id=lose.pk, reason="同一家", actor=s.seller, at=NOON)
    )


def customer_by_a_communication(s: Scene) -> list[str]:
    signed = id_of(lists.STATUS, "signed")
    make_rule(
        "licence_number",
        "dependency",
        name="签约",
        message=WORDS,
        when="status",
        when_values=["已签约"],
        then="required",
    )
    row = Customer.objects.get(name="示例旧客户")
    return refused(lambda: make_record(row, s.seller, status=signed))


# ---- contacts
def contact_on_page(s: Scene) -> list[str]:
    row = Customer.objects.get(name="示例旧客户")
    return s.form(reverse("parties:contact_new", args=[row.pk]), name="孙七")


def contact_with_a_new_customer(s: Scene) -> list[str]:
    new = reverse("parties:customer_new")
    return s.form(
        new, name="示例甲", source=str(source_id()), **{"contacts-0-name": "孙七", "contacts-0-mobile": "13800000001"}
    )


def contact_through_api(s: Scene) -> list[str]:
    return s.send("POST", f"/customers/{Customer.objects.get(name='示例旧客户').pk}/contacts", name="孙七")


def contact_from_a_file(s: Scene) -> list[str]:
    return s.imported("contacts", ["客户", "姓名"], ["示例旧客户", "孙七"])


def contact_from_a_file_of_customers(s: Scene) -> list[str]:
    head = ["客户编码", "客户名称", "手机", "联系人"]
    return s.imported("customers", head, ["C-1", "示例甲", "13800000001", "孙七"])


def contact_changed(s: Scene) -> list[str]:
    row = Contact.objects.get(name="示例旧联系人")
    return refused(lambda: edit_contact(contact_id=row.pk, changes={"position": ""}, actor=s.seller, at=NOON))


# ---- products
def item_through_the_operation(s: Scene) -> list[str]:
    return refused(lambda: make_item(code="N-1"))


def item_from_a_file(s: Scene) -> list[str]:
    head = ["编码", "名称", "商品分类", "计量单位", "销售价"]
    return s.imported("products", head, ["N-1", "抽纸", "清洁用品", "包", "3"])


def item_changed(s: Scene) -> list[str]:
    row = Item.objects.get(code="OLD-1")
    return refused(lambda: edit_item(item_id=row.pk, version=None, values={"specification": ""}, actor=ADMIN, at=NOON))


def item_changed_from_a_file(s: Scene) -> list[str]:
    make_rule("model", "format", host="catalog.item", name="型号", message=WORDS, preset="digits")
    head = ["编码", "名称", "型号"]
    return s.imported("products", head, ["OLD-1", "旧商品", "X"], policy="update")


# ---- communications
def communication_on_page(s: Scene) -> list[str]:
    row = Customer.objects.get(name="示例旧客户")
    return s.form(reverse("activities:record", args=[row.pk]), type=str(type_id()), content="来电")


def communication_through_api(s: Scene) -> list[str]:
    row = Customer.objects.get(name="示例旧客户")
    return s.send("POST", f"/customers/{row.pk}/communications", type=type_id(), content="来电")


def communication_changed(s: Scene) -> list[str]:
    row = Communication.objects.get(result="旧结果")
    return refused(lambda: edit_communication(communication_id=row.pk, entry={"result": ""}, actor=s.seller, at=NOON))


# ---- orders
def order_entered(s: Scene) -> list[str]:
    return refused(lambda: create_order(entry=s.world.entry(), submit=True, actor=s.world.clerk, at=NOON))


def order_changed(s: Scene) -> list[str]:
    order, entry = old_order(s)
    changed = replace(entry, contract_number="")
    return refused(lambda: edit_order(order_id=order.pk, entry=changed, version=None, actor=s.world.clerk, at=NOON))


def order_amended(s: Scene) -> list[str]:
    make_rule("remark", "format", host="sales.order", name="备注", message=WORDS, preset="digits")
    order = s.world.approved(contract_number="HT-1")
    return refused(lambda: propose(s.world, order, remark="甲"))


def old_order(s: Scene) -> tuple[Order, Any]:
    entry = replace(s.world.entry(), contract_number="HT-1")
    return create_order(entry=entry, actor=s.world.clerk, at=NOON), entry


WAYS: dict[str, list[Callable[[Scene], list[str]]]] = {
    "parties.customer legal_representative": [
        customer_on_page, customer_through_api, customer_from_a_file, customer_changed_on_page,
        customer_changed_through_api, customer_by_merging, customer_by_a_communication,
    ],
    "parties.contact position": [
        contact_on_page, contact_with_a_new_customer, contact_through_api, contact_from_a_file,
        contact_from_a_file_of_customers, contact_changed,
    ],
    "catalog.item specification": [
        item_through_the_operation, item_from_a_file, item_changed, item_changed_from_a_file,
    ],
    "activities.communication result": [communication_on_page, communication_through_api, communication_changed],
    "sales.order contract_number": [order_entered, order_changed, order_amended],
}  # fmt: skip
OWN_RULES = (customer_by_merging, customer_by_a_communication, item_changed_from_a_file, order_amended)
MODELS = (Customer, Contact, Item, Communication)


def old_records(s: Scene) -> None:
    """Records that keep the rules, to be changed."""
    old = make_customer(s.seller, name="示例旧客户", legal_representative="赵一")
    make_contact(old, s.seller, name="示例旧联系人", position="采购")
    make_item(code="OLD-1", name="旧商品", specification="500ml")
    make_record(old, s.seller, result="旧结果")


@pytest.mark.parametrize(("where", "way"), [(where, way) for where, ways in WAYS.items() for way in ways])
def test_no_way_into_a_record_skips_a_rule(scene: Scene, where: str, way: Callable[[Scene], list[str]]) -> None:
    """Given a required field, then each entry without it is refused in the rule's own words, and nothing is stored."""
    host, field = where.split()
    if way is customer_by_merging:
        grant(User.objects.get(pk=scene.seller.user_id), MERGE_CUSTOMERS)
    if host == "sales.order":
        assert scene.world.clerk
    else:
        old_records(scene)
    if way not in OWN_RULES:
        make_rule(field, host=host, message=WORDS)
    before = [model.objects.count() for model in MODELS]

    texts = way(scene)

    assert any(WORDS in text for text in texts), texts
    if way is not customer_by_merging:
        assert [model.objects.count() for model in MODELS] == before
    if host == "sales.order":
        assert not Order.objects.filter(contract_number="").exists()


def test_an_edit_elsewhere_leaves_an_old_record_alone(scene: Scene) -> None:
    """A rule is asked of new entries and of whoever touches what it speaks of."""
    old = make_customer(scene.seller)
    make_rule("legal_representative", message=WORDS)
    edited = edit_customer(customer_id=old.pk, changes={"remark": "新备注"}, actor=scene.seller, at=NOON)
    assert edited.remark == "新备注"
    with pytest.raises(DomainError):
        make_customer(scene.seller)


def test_a_rule_holds_from_its_first_day_and_for_its_units_only(scene: Scene) -> None:
    other = make_unit()
    make_rule("legal_representative", message=WORDS, valid_from="2026-09-19", name="明天")
    make_rule("short_name", message=WORDS, unit_ids=[other.pk], name="别的组织")
    make_customer(scene.seller)
    with pytest.raises(FieldErrors) as told:
        make_customer(person("SLS", unit=other))
    assert [problem.field for problem in told.value.problems] == ["short_name"]
    assert Customer.objects.filter(unit_id=other.pk).count() == 0


def test_two_rows_of_one_file_do_not_share_a_unique_value(scene: Scene) -> None:
    make_rule("barcode", "unique", host="catalog.item", message="条码重复")
    make_rule("name", "unique", message="名称重复")
    head = ["客户编码", "客户名称", "手机", "省份"]
    texts = scene.imported(
        "customers", head, ["C-1", "示例甲", "13800000001", "浙江省"], ["C-2", "示例甲", "13800000002", "江苏省"]
    )
    assert texts == ["名称重复"]
    assert Customer.objects.filter(name="示例甲").count() == 1


def test_placing_an_order_costs_no_statement_more_with_twenty_rules(scene: Scene) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            create_order(entry=scene.world.entry(), submit=True, actor=scene.world.clerk, at=NOON)
        return len(found)

    statements()
    before = statements()
    for n in range(20):
        make_rule("remark", "range", host="sales.order", name=f"规则{n}", maximum="100")
    # one more: whether the order has faults that its end should close
    assert statements() <= before + 1


def test_whoever_takes_custom_fields_asks_the_rules_as_well() -> None:
    """A new way into a record that forgets the rules is found by what it does not forget."""
    source = Path(__file__).parents[2]
    takers = {
        path.relative_to(source).as_posix()
        for path in source.glob("*/**/*.py")
        if "take_custom(" in (text := path.read_text()) and "custom_fields" not in path.parts and "tests" not in path.parts
        and not any(word in text for word in ("judge(", "judge_new(", "judge_change(", "rule_problems("))
    }  # fmt: skip
    # the callers of orders judge the completed order; for stores no rules can be laid down
    assert takers == {"sales/custom.py", "stores/rules.py"}
