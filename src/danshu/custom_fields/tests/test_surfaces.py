"""One field on every surface of customers: form, page, list, filter, export, API, import (COM-002, SYS-009, SYS-010, SYS-030)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danshu.access.tests.factories import grant
from danshu.catalog.models import Item
from danshu.catalog.tests.factories import make_item
from danshu.custom_fields.operations.switch_fields import switch_fields
from danshu.custom_fields.tests.factories import ADMIN, NOON, make_field, options
from danshu.custom_fields.verification import index_agrees_with_records
from danshu.exchange.engine import running
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.operations.start_undo import start_undo
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors
from danshu.parties.models import Customer
from danshu.parties.operations.create_customer import create_customer
from danshu.parties.permissions import EDIT_CUSTOMERS, EXPORT_CUSTOMERS
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import entries, make_contact, make_customer, person, source_id
from danshu.parties.tests.test_import import both, figures, imported, problems, sheet
from danshu.parties.tests.test_pages import fields_of, text_of

pytestmark = pytest.mark.django_db
LIST = "/customers/"


@pytest.fixture
def seller() -> Actor:
    found = person("SLS", unit=make_unit(), name="示例李四")
    grant(User.objects.get(pk=found.user_id), EXPORT_CUSTOMERS)
    return found


def rated(seller: Actor, **custom: Any) -> Customer:
    return create_customer(values=entries(), custom=custom, actor=seller, at=NOON)


def listed(client: Client, **params: Any) -> str:
    return text_of(client.get(reverse("parties:customer_list"), params))


@pytest.mark.spec("CUS-024", "CUS-007")
def test_a_field_is_filled_in_shown_listed_filtered_and_exported(seller: Actor, sign_in: SignIn) -> None:
    """Given a list and a number, then both stand in the form's own card, on the page, in chosen columns and in filters."""
    make_field("grade", "choice", label="评级", section="考核", is_searchable=True, options=options("金", "银"))
    make_field("seats", "integer", label="座位", is_searchable=True, help_text="现有员工数")
    client = sign_in(seller)
    new = reverse("parties:customer_new")
    assert all(word in text_of(client.get(new)) for word in ("考核", "评级", "其他信息", "座位", "现有员工数"))
    given = fields_of(client, new) | {"name": "示例青禾", "source": str(source_id()), "mobile": "13800000001"}
    wrong = client.post(new, given | {"custom-seats": "很多", "custom-grade": "o1"})
    assert (wrong.status_code, Customer.objects.count()) == (422, 0)
    assert "应为数字，例如 1,234.50" in text_of(wrong)
    assert client.post(new, given | {"custom-seats": "1,200", "custom-grade": "o1"}).status_code == 303
    made = Customer.objects.get()
    assert made.custom == {"grade": "o1", "seats": 1200}
    other = rated(seller, grade="o2", seats=3)

    page = text_of(client.get(reverse("parties:customer", args=[made.pk]), {"tab": "profile"}))
    assert "考核 评级 金" in page
    assert "座位 1200" in page
    client.get(reverse("parties:customer_list"), {"cols": ["number", "name", "custom-grade", "custom-seats"]})
    shown = listed(client)
    assert "评级" in shown
    assert "1,200" in shown
    assert other.name not in listed(client, **{"custom-grade": "o1"})
    few = listed(client, **{"custom-seats_from": "1", "custom-seats_to": "10"})
    assert (made.name in few, other.name in few) == (False, True)
    exported = b"".join(client.get(reverse("parties:customer_list"), {"export": "csv"})).decode()  # type: ignore[arg-type]
    assert "评级" in exported.splitlines()[0]
    assert ",金," in exported


@pytest.mark.spec("COM-002")
def test_fields_cost_the_list_no_statement_whatever_their_number(seller: Actor, sign_in: SignIn) -> None:
    """A list with six custom columns, two of them links, makes as many statements as without."""
    client, url = sign_in(seller), reverse("parties:customer_list")
    owner = seller.user_id
    other = make_customer(seller)

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    statements()
    before = statements()
    for n in range(4):
        make_field(f"t{n}", is_searchable=True)
    make_field("who", "user", is_searchable=True)
    make_field("of", "customer")
    for n in range(3):
        rated(seller, who=owner, of=other.pk, t0=f"字{n}")
    client.get(url, {"cols": ["name", "custom-t0", "custom-t1", "custom-who", "custom-of"]})
    assert "示例李四" in listed(client)
    assert statements() == before


@pytest.mark.spec("CUS-024")
def test_a_switched_off_field_leaves_the_form_and_stays_on_the_page(seller: Actor, sign_in: SignIn) -> None:
    field = make_field("grade", label="评级")
    made = rated(seller, grade="特别")
    switch_fields(field_ids=[field.pk], is_on=False, actor=ADMIN, at=NOON)
    client = sign_in(seller)
    assert "评级" not in text_of(client.get(reverse("parties:customer_edit", args=[made.pk])))
    page = text_of(client.get(reverse("parties:customer", args=[made.pk]), {"tab": "profile"}))
    assert "评级 特别" in page
    assert "评级" not in text_of(
        client.get(reverse("parties:customer", args=[make_customer(seller).pk]), {"tab": "profile"})
    )


@pytest.mark.spec("ACC-020", "INV-Z1")
def test_a_field_of_other_roles_is_on_no_surface(seller: Actor, sign_in: SignIn) -> None:
    make_field("secret", label="内部评分", view_roles=["FNC"], is_searchable=True)
    made = create_customer(values=entries(), custom={"secret": "甲等"}, actor=ADMIN, at=NOON)
    Customer.objects.filter(pk=made.pk).update(owner_id=seller.user_id, unit_id=seller.unit_id)
    client = sign_in(seller)
    client.get(reverse("parties:customer_list"), {"cols": ["name", "custom-secret"]})
    for url in (
        reverse("parties:customer_list"), f"{reverse('parties:customer', args=[made.pk])}?tab=profile",
        f"{reverse('parties:customer', args=[made.pk])}?tab=history", reverse("parties:customer_edit", args=[made.pk]),
        f"/api/v1/customers/{made.pk}", "/api/v1/custom-fields/parties.customer",
    ):  # fmt: skip
        assert "甲等" not in client.get(url).content.decode()
    assert client.get(f"/api/v1/customers/{made.pk}").json()["custom"] == {}
    assert made.name in listed(client, **{"custom-secret": "别的"})  # a filter that is not his narrows nothing
    exported = b"".join(client.get(reverse("parties:customer_list"), {"export": "csv"})).decode()  # type: ignore[arg-type]
    assert "内部评分" not in exported


@pytest.mark.spec("PRV-1")
def test_contact_data_is_shortened_on_every_surface_and_found_only_by_the_whole_number(
    seller: Actor, sign_in: SignIn
) -> None:
    make_field("tel", "phone", label="备用电话", is_searchable=True)
    made = create_customer(values=entries(), custom={"tel": "13812345678"}, actor=ADMIN, at=NOON)
    reader = person("ODK", unit=make_unit())
    for right in (EXPORT_CUSTOMERS, EDIT_CUSTOMERS):
        grant(User.objects.get(pk=reader.user_id), right)
    client = sign_in(reader)
    sees = client.get(f"/api/v1/customers/{made.pk}").json()["sees_contact_data"]
    assert sees is False
    client.get(reverse("parties:customer_list"), {"cols": ["name", "custom-tel"]})
    exported = b"".join(client.get(reverse("parties:customer_list"), {"export": "csv"})).decode()  # type: ignore[arg-type]
    for text in (
        listed(client), text_of(client.get(reverse("parties:customer", args=[made.pk]), {"tab": "profile"})),
        client.get(f"/api/v1/customers/{made.pk}").content.decode(), exported,
        text_of(client.get(reverse("parties:customer_edit", args=[made.pk]))),
    ):  # fmt: skip
        assert "13812345678" not in text
        assert "138****5678" in text
    assert made.name not in listed(client, **{"custom-tel": "1381234"})
    assert made.name in listed(client, **{"custom-tel": "138-1234-5678"})
    edit = reverse("parties:customer_edit", args=[made.pk])
    assert client.post(edit, fields_of(client, edit)).status_code == 303
    made.refresh_from_db()
    assert made.custom == {"tel": "13812345678"}


@pytest.mark.spec("SYS-030", "COM-008")
def test_the_api_tells_the_fields_takes_and_gives_them(seller: Actor, sign_in: SignIn) -> None:
    make_field("grade", "choice", label="评级", is_required=True, options=options("金", "银"))
    client = sign_in(seller)
    (told,) = client.get("/api/v1/custom-fields/parties.customer").json()
    assert (told["code"], told["kind"], told["is_required"], [each["code"] for each in told["options"]]) == (
        "grade", "choice", True, ["o1", "o2"],
    )  # fmt: skip
    assert client.get("/api/v1/custom-fields/nobody").status_code == 404

    def send(method: str, path: str, body: Any, key: str) -> Any:
        return client.generic(
            method, f"/api/v1{path}", json.dumps(body), content_type="application/json",
            headers={"Idempotency-Key": key},
        )  # fmt: skip

    base = {"name": "示例青禾", "source": "internet", "mobile": "13800000001"}
    missing = send("POST", "/customers", base, "a").json()
    assert [(error["field"], error["code"]) for error in missing["errors"]] == [("custom-grade", "required")]
    made = send("POST", "/customers", base | {"custom": {"grade": "o1"}}, "b").json()["customer"]
    assert made["custom"] == {"grade": "o1"}
    changed = send("PATCH", f"/customers/{made['id']}", {"custom": {"grade": "银"}, "version": 1}, "c").json()
    assert (changed["custom"], changed["version"]) == ({"grade": "o2"}, 2)
    make_field("born", "date", host="parties.contact")
    contact = send("POST", f"/customers/{made['id']}/contacts", {"name": "孙七", "custom": {"born": "1990-01-02"}}, "d")
    assert contact.json()["custom"] == {"born": "1990-01-02"}


@pytest.mark.spec("CUS-020")
def test_a_required_field_of_contacts_is_asked_wherever_a_contact_is_made(seller: Actor, sign_in: SignIn) -> None:
    make_field("role", host="parties.contact", label="采购角色", is_required=True)
    customer, client, new = make_customer(seller), sign_in(seller), reverse("parties:customer_new")
    assert text_of(client.get(new)).count("采购角色") == 2
    given = fields_of(client, new) | {"name": "示例青禾", "source": str(source_id()), "contacts-0-name": "孙七",
                                      "contacts-0-mobile": "13800000001"}  # fmt: skip
    assert client.post(new, given).status_code == 422
    assert client.post(new, given | {"contacts-0-custom-role": "决策"}).status_code == 303
    made = Customer.objects.exclude(pk=customer.pk).get()
    assert [contact.custom for contact in made.contacts.all()] == [{"role": "决策"}]
    with pytest.raises(FieldErrors):
        make_contact(customer, seller)


@pytest.mark.spec("SYS-009", "CUS-034")
def test_an_import_maps_fields_by_their_titles_and_its_undo_takes_them_back(tmp_path: Any) -> None:
    """Required fields are demanded of new customers only; a wrong cell names its row."""
    keeper = both("OPA", "SLS")
    make_field("grade", "choice", label="评级", is_required=True, options=options("金", "银"))
    make_field("seats", "integer", label="座位数", maximum=500)
    old = create_customer(
        values=entries(name="示例旧客户", external_code="C-1"), custom={"grade": "o1"}, actor=keeper, at=NOON
    )
    head = ["客户编码", "客户名称", "手机", "省份", "评级", "座位数"]
    rows = [
        ["C-1", "示例旧客户", "13800000001", "", "银", "40"], ["C-2", "示例甲", "13800000002", "浙江省", "金", "12"],
        ["C-3", "示例乙", "13800000003", "浙江省", "", "9"], ["C-4", "示例丙", "13800000004", "浙江省", "金", "900"],
    ]  # fmt: skip
    batch = imported(sheet(tmp_path, *rows, head=head), keeper, policy="update")
    assert {(row, field) for row, field, _text in problems(batch)} == {(4, "custom-grade"), (5, "custom-seats")}, (
        problems(batch)
    )
    old.refresh_from_db()
    assert old.custom == {"grade": "o2", "seats": 40}
    assert Customer.objects.get(external_code="C-2").custom == {"grade": "o1", "seats": 12}
    assert not Customer.objects.filter(external_code__in=["C-3", "C-4"]).exists()
    assert figures(batch) == {"created": 1, "updated": 1, "skipped": 0, "refused": 2}
    start_undo(batch_id=batch.pk, in_background=False, actor=keeper, at=NOON)
    running.undo(batch.pk, keeper)
    old.refresh_from_db()
    assert old.custom == {"grade": "o1"}
    assert not Customer.objects.filter(external_code="C-2").exists()


@pytest.mark.spec("CAT-008", "CUS-024")
def test_products_have_fields_in_form_list_api_and_import(tmp_path: Any, sign_in: SignIn) -> None:
    """A new object costs one registration: the same parts serve products, undo of their import included."""
    old = make_item(code="A-1", name="洗手液")
    make_field("origin", host="catalog.item", label="产地", is_searchable=True, is_required=True)
    make_field("like", "item", host="catalog.item", label="替代品")
    keeper = person("OPA", unit=make_unit())
    client = sign_in(keeper)
    edit = reverse("catalog:item_edit", args=[old.pk])
    assert "产地" in text_of(client.get(edit))
    refused = client.post(edit, fields_of(client, edit))
    assert (refused.status_code, "填写产地" in text_of(refused)) == (422, True)
    assert client.post(edit, fields_of(client, edit) | {"custom-origin": "杭州"}).status_code == 303
    old.refresh_from_db()
    assert old.custom == {"origin": "杭州"}
    assert "产地 杭州" in text_of(client.get(reverse("catalog:item", args=[old.pk])))
    assert "A-1" in text_of(client.get(reverse("catalog:items"), {"custom-origin": "杭"}))
    assert "A-1" not in text_of(client.get(reverse("catalog:items"), {"custom-origin": "宁波"}))
    assert client.get("/api/v1/products/A-1").json()["custom"] == {"like": None, "origin": "杭州"}

    rows = [["A-1", "洗手液", "宁波", "", "", ""], ["A-2", "抽纸", "", "清洁用品", "包", "3"],
            ["A-3", "毛巾", "绍兴", "清洁用品", "包", "9"]]  # fmt: skip
    path = sheet(tmp_path, *rows, head=["编码", "名称", "产地", "商品分类", "计量单位", "销售价"])
    batch = import_file("products", path, Wishes(policy="update"), actor=keeper, at=NOON)
    assert [(row, field) for row, field, _text in problems(batch)] == [(3, "custom-origin")]
    old.refresh_from_db()
    assert old.custom == {"origin": "宁波"}
    made = Item.objects.get(code="A-3")
    assert made.custom == {"origin": "绍兴"}
    start_undo(batch_id=batch.pk, in_background=False, actor=keeper, at=NOON)
    running.undo(batch.pk, keeper)
    old.refresh_from_db()
    assert old.custom == {"origin": "杭州"}
    assert list(index_agrees_with_records()) == []
