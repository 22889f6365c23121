"""Creating customers (CUS-001, CUS-002, CUS-003)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from danshu.audit.queries import history
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, Forbidden, KeyReused
from danshu.kit.findings import Blocked
from danshu.parties.models import Contact, Customer, InvoiceProfile
from danshu.parties.operations.create_customer import create_customer
from danshu.parties.queries import find_customers, order_customer
from danshu.parties.territories import country_choices, country_code
from danshu.parties.tests.factories import NOON, entries, make_customer, person, source_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Actor:
    return person("SLS")


@pytest.mark.spec("CUS-001", "CUS-002")
def test_a_customer_with_contact_and_phone_is_saved_and_found_at_once(seller: Actor) -> None:
    customer = create_customer(
        values={
            "name": " 示例青禾超市 ",
            "type": "enterprise",
            "country": "CN",
            "province": "浙江省",
            "source": source_id(),
        },
        contacts=[{"name": "孙七", "mobile": "138 0000 0001", "position": "采购主管"}],
        actor=seller,
        at=NOON,
    )

    assert (customer.number, customer.name, customer.owner_id, customer.unit_id) == (
        "KH-0001", "示例青禾超市", seller.user_id, seller.unit_id,
    )  # fmt: skip
    assert (customer.credit_limit, customer.is_valid, customer.version) == (Decimal(0), True, 1)
    assert [(c.name, c.is_primary, c.mobile) for c in customer.contacts.all()] == [("孙七", True, "13800000001")]
    for typed in ("青禾", "qinghe", "QH", "孙七", "kh-0001", "138 0000 0001", "+86 138-0000-0001"):
        assert [found.pk for found in find_customers(typed, actor=seller)] == [customer.pk], typed


@pytest.mark.spec("CUS-002", "COM-008")
def test_all_wrong_entries_are_told_at_once_and_nothing_is_saved(seller: Actor) -> None:
    with pytest.raises(FieldErrors) as refusal:
        create_customer(
            values={
                "name": "长" * 51, "type": "club", "country": "ZZ", "source": 0, "email": "nobody", "mobile": "1380000123",
                "phone": "12", "website": "no web", "licence_number": "91110000600037341X", "currency": "ABC",
            },
            contacts=[{"name": "", "email": "a@b"}],
            actor=seller,
            at=NOON,
        )  # fmt: skip

    wrong = {problem.field: problem.text for problem in refusal.value.problems}
    assert set(wrong) == {
        "name", "type", "country", "source", "email", "mobile", "phone", "website", "licence_number", "currency",
        "contacts-0-name", "contacts-0-email",
    }  # fmt: skip
    assert wrong["name"] == "最多 50 个字，现在是 51 个"
    assert wrong["mobile"] == "手机号应为 11 位，现在是 10 位"
    assert Customer.objects.count() == 0


@pytest.mark.spec("CUS-002")
def test_required_fields_are_asked_for_by_name(seller: Actor) -> None:
    with pytest.raises(FieldErrors) as refusal:
        create_customer(values={"mobile": "13800000001"}, actor=seller, at=NOON)

    assert {problem.field: problem.text for problem in refusal.value.problems} == {
        "name": "填写客户名称",
        "source": "填写客户来源",
    }


@pytest.mark.spec("CUS-002")
def test_without_any_way_of_contact_a_customer_is_refused(seller: Actor) -> None:
    with pytest.raises(FieldErrors) as refusal:
        make_customer(seller, mobile="", contacts=[{"name": "孙七", "messenger": "sun7"}])

    assert refusal.value.problems[0].text == "至少填写一种联系方式：电话、手机或邮箱"
    assert Customer.objects.count() == 0


def test_a_name_of_exactly_fifty_chinese_characters_is_accepted(seller: Actor) -> None:
    assert make_customer(seller, name="长" * 50).name == "长" * 50


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("021-1234 5678", "02112345678"),
        ("（０２１）12345678", "02112345678"),
        ("021-12345678 转 801", "02112345678-801"),
        ("400-800-1234", "4008001234"),
        ("+49 30 0074321", "+49300074321"),
    ],
)
def test_telephone_numbers_are_stored_in_one_form(seller: Actor, typed: str, stored: str) -> None:
    assert make_customer(seller, phone=typed).phone == stored


def test_a_foreign_number_is_read_in_the_customers_country(seller: Actor) -> None:
    assert make_customer(seller, country="德国", phone="030-0074321").phone == "+49300074321"


@pytest.mark.spec("CUS-001")
def test_three_addresses_are_offered_with_the_default_first(seller: Actor) -> None:
    customer = make_customer(
        seller,
        addresses=[
            {"recipient": "甲", "street": "示例路 1 号", "city": "杭州市"},
            {"recipient": "乙", "street": "示例路 2 号", "city": "杭州市", "is_default": True, "phone": "13800000002"},
            {"recipient": "丙", "street": "示例路 3 号", "city": "杭州市"},
        ],
    )

    offered = order_customer(actor=seller, customer_id=customer.pk).addresses

    assert [(address.recipient, address.is_default) for address in offered] == [
        ("乙", True),
        ("甲", False),
        ("丙", False),
    ]
    assert offered[0].text == "杭州市 示例路 2 号".replace(" 示", "示")


def test_invoice_data_comes_with_the_customer(seller: Actor) -> None:
    customer = create_customer(
        values=entries(), invoice={"title": "示例青禾", "account": "6222000011112222"}, actor=seller, at=NOON
    )

    assert InvoiceProfile.objects.get(customer=customer).title == "示例青禾"
    assert order_customer(actor=seller, customer_id=customer.pk).invoice["account"] == "6222000011112222"


@pytest.mark.spec("CUS-003")
def test_the_same_company_in_the_same_region_is_blocked(seller: Actor) -> None:
    first = make_customer(seller, name="示例青禾（杭州）商贸有限公司", province="浙江省")

    with pytest.raises(Blocked) as refusal:
        make_customer(seller, name="示例青禾 (杭州) 商贸 有限公司", province="浙江")

    assert [finding.text for finding in refusal.value.findings] == [
        f"同一地区名称相同：{first.number} 示例青禾（杭州）商贸有限公司（{seller.unit_name}）"
    ]
    assert Customer.objects.count() == 1
    assert make_customer(seller, name="示例青禾（杭州）商贸有限公司", province="江苏省").pk


@pytest.mark.spec("CUS-003")
def test_an_equal_licence_number_is_blocked_in_every_region(seller: Actor) -> None:
    make_customer(seller, licence_number="91110000600037341L", province="浙江省")

    with pytest.raises(Blocked) as refusal:
        make_customer(seller, licence_number="9111 0000 6000 3734 1l", province="江苏省")

    assert [finding.code for finding in refusal.value.findings] == ["parties.same_licence"]


@pytest.mark.spec("CUS-003")
def test_a_duplicate_is_allowed_with_the_right_and_a_reason() -> None:
    manager = person("SMG")
    make_customer(manager, name="示例青禾")

    with pytest.raises(Blocked):
        create_customer(values=entries(name="示例青禾"), actor=manager, at=NOON)
    second = create_customer(values=entries(name="示例青禾"), duplicate_reason="另一家门店", actor=manager, at=NOON)

    assert second.duplicate_reason == "另一家门店"
    assert history("parties.customer", second.pk)[0]["reason"] == "另一家门店"


@pytest.mark.spec("CUS-003")
def test_a_reason_without_the_right_allows_nothing(seller: Actor) -> None:
    make_customer(seller, name="示例青禾")

    with pytest.raises(Blocked):
        create_customer(values=entries(name="示例青禾"), duplicate_reason="另一家", actor=seller, at=NOON)

    assert Customer.objects.count() == 1


@pytest.mark.spec("CUS-003", "ACC-022")
def test_of_a_match_out_of_scope_only_name_and_unit_are_told(seller: Actor) -> None:
    stranger = person("SLS", unit=make_unit("示例华北分公司"))
    theirs = make_customer(stranger, name="示例青禾")

    with pytest.raises(Blocked) as refusal:
        make_customer(seller, name="示例青禾")

    finding = refusal.value.findings[0]
    assert finding.text == "同一地区名称相同：示例青禾，属于示例华北分公司，不在你的数据范围内"
    assert (finding.fix_url, finding.detail) == ("", "")
    assert theirs.number not in finding.text


@pytest.mark.spec("CUS-003")
def test_an_equal_phone_is_no_obstacle(seller: Actor) -> None:
    make_customer(seller, mobile="13800000001")

    assert make_customer(seller, mobile="13800000001").pk


@pytest.mark.spec("COM-013")
def test_the_same_key_creates_one_customer(seller: Actor) -> None:
    given = entries()
    first = create_customer.keyed("k-1")(values=given, actor=seller, at=NOON)
    again = create_customer.keyed("k-1")(values=given, actor=seller, at=NOON)

    assert (again.pk, Customer.objects.count(), Contact.objects.count()) == (first.pk, 1, 0)
    with pytest.raises(KeyReused):
        create_customer.keyed("k-1")(values=entries(), actor=seller, at=NOON)


@pytest.mark.spec("CUS-002", "ACC-023")
def test_roles_that_only_read_create_nothing() -> None:
    for role in ("CSV", "FNC", "ODK", "WHS"):
        with pytest.raises(Forbidden):
            make_customer(person(role))
    assert Customer.objects.count() == 0


@pytest.mark.spec("CUS-014", "ACC-022")
def test_naming_another_owner_needs_the_right_and_a_person_in_scope(seller: Actor) -> None:
    unit = make_unit()
    manager, colleague = person("SMG", unit=unit), person("SLS", unit=unit)

    with pytest.raises(Forbidden):
        create_customer(values=entries(), owner_id=colleague.user_id, actor=seller, at=NOON)
    with pytest.raises(FieldErrors):
        create_customer(values=entries(), owner_id=seller.user_id, actor=manager, at=NOON)
    made = create_customer(values=entries(), owner_id=colleague.user_id, actor=manager, at=NOON)

    assert (made.owner_id, made.unit_id) == (colleague.user_id, unit.pk)


@pytest.mark.spec("CUS-001", "SEC-A2")
def test_a_parent_out_of_scope_is_refused_like_a_missing_one(seller: Actor) -> None:
    theirs = make_customer(person("SLS"))

    texts = set()
    for key in (theirs.pk, 999_999):
        with pytest.raises(FieldErrors) as refusal:
            make_customer(seller, parent=key)
        texts.add((refusal.value.problems[0].field, refusal.value.problems[0].text))

    assert texts == {("parent", "从列表中选择另一个有效的客户")}


def test_control_characters_are_refused_in_words(seller: Actor) -> None:
    for name in ("示例\x00", "示例\ud800"):
        with pytest.raises(FieldErrors) as refusal:
            make_customer(seller, name=name)
        assert refusal.value.problems[0].text == "含有不能保存的控制字符"


@pytest.mark.spec("COM-017", "PRV-1")
def test_the_history_names_fields_and_keeps_no_full_number(seller: Actor) -> None:
    customer = make_customer(seller, mobile="13812345678", email="wang@example.com")

    changes = {label: new for label, _old, new in history("parties.customer", customer.pk)[0]["changes"]}

    assert changes["手机"] == "138****5678"
    assert changes["邮箱"] == "w****@example.com"
    assert changes["客户来源"] == "网络"


@pytest.mark.spec("COM-007", "COM-019")
def test_the_countries_offered_are_real_ones() -> None:
    offered = dict(country_choices())

    assert list(offered)[:2] == ["CN", "HK"]
    assert len(offered) == 250
    assert not {"XA", "XB", "EA", "EU", "UN", "ZZ"} & set(offered)
    assert country_code("伪地区") == ""
    assert country_code("Germany") == "DE"
