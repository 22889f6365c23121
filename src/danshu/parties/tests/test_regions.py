"""Addresses with the code of their division: chosen writes the words, changed words take the code away, old ones stay."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from danshu.audit.models import AuditEntry
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors
from danshu.parties.models import Customer, DeliveryAddress
from danshu.parties.operations.add_address import add_address
from danshu.parties.operations.edit_address import edit_address
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.queries import order_customer
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import NOON, entries, make_address, make_customer, person
from danshu.regions.tests.factories import take_names, without

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-001")]
LATER = NOON + timedelta(days=400)


@pytest.fixture
def divisions(tmp_path: Path) -> Path:
    take_names(tmp_path)
    return tmp_path


@pytest.fixture
def seller() -> Actor:
    return person("SLS", unit=make_unit())


def address(seller: Actor, **values: Any) -> DeliveryAddress:
    customer = make_customer(seller)
    given = {"recipient": "张三", "street": "科技园路1号", **values}
    return add_address(customer_id=customer.pk, values=given, actor=seller, at=NOON)


def words(row: Any) -> tuple[str | None, str, str, str, str]:
    row.refresh_from_db()
    return row.region_id, row.province, row.city, row.district, row.street


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("440305", ("440305", "广东省", "深圳市", "南山区", "科技园路1号")),
        ("440305007", ("440305007", "广东省", "深圳市", "南山区", "粤海街道科技园路1号")),
        ("110105", ("110105", "北京市", "北京市", "朝阳区", "科技园路1号")),
        ("441900003", ("441900003", "广东省", "东莞市", "", "东城街道科技园路1号")),
        ("419001", ("419001", "河南省", "济源市", "", "科技园路1号")),
    ],
)  # fmt: skip
def test_a_chosen_division_writes_the_words(
    divisions: Path, seller: Actor, code: str, expected: tuple[str, ...]
) -> None:
    assert words(address(seller, region=code)) == expected


def test_a_street_that_stands_there_already_is_not_written_twice(divisions: Path, seller: Actor) -> None:
    row = address(seller, region="440305007", street="粤海街道科技园路1号")

    assert words(row)[4] == "粤海街道科技园路1号"


@pytest.mark.parametrize("code", ["999999", "4", "abc", "44\x00", "1101", "44" * 6])
def test_a_code_that_nobody_can_choose_is_refused(divisions: Path, seller: Actor, code: str) -> None:
    with pytest.raises(FieldErrors) as refusal:
        address(seller, region=code)

    assert [problem.field for problem in refusal.value.problems] == ["region"]
    assert DeliveryAddress.objects.count() == 0


def test_an_address_abroad_has_no_division(divisions: Path, seller: Actor) -> None:
    with pytest.raises(FieldErrors):
        address(seller, region="440305", country="DE")
    row = address(seller, region="440305")

    edit_address(address_id=row.pk, changes={"country": "DE"}, actor=seller, at=NOON)

    assert words(row)[:2] == (None, "广东省")


def test_words_that_say_another_place_take_the_code_away(divisions: Path, seller: Actor) -> None:
    row = address(seller, region="440305")

    edit_address(address_id=row.pk, changes={"city": "深圳", "remark": "同一个地方"}, actor=seller, at=NOON)
    assert words(row)[0] == "440305"
    edit_address(address_id=row.pk, changes={"city": "珠海市"}, actor=seller, at=NOON)

    assert words(row)[:3] == (None, "广东省", "珠海市")


def test_addresses_in_words_alone_stay_as_they_are(divisions: Path, seller: Actor) -> None:
    row = address(seller, province="广东", city="深圳", district="南山")

    edit_address(address_id=row.pk, changes={"remark": "后门收货"}, actor=seller, at=NOON)

    assert words(row) == (None, "广东", "深圳", "南山", "科技园路1号")


def test_a_division_that_was_abolished_stays_on_its_records_and_cannot_be_chosen(
    divisions: Path, seller: Actor
) -> None:
    row = address(seller, region="440305007")
    take_names(divisions, without("440305"), at=LATER)

    edit_address(address_id=row.pk, changes={"region": "440305007", "remark": "x"}, actor=seller, at=LATER)
    assert words(row)[0] == "440305007"
    with pytest.raises(FieldErrors):
        edit_address(address_id=row.pk, changes={"region": "440305"}, actor=seller, at=LATER)

    assert words(row)[0] == "440305007"


def test_a_customer_has_one_too_and_its_history_says_the_name(divisions: Path, seller: Actor) -> None:
    customer = make_customer(seller, region="330106")
    assert (customer.region_id, customer.province, customer.city) == ("330106", "浙江省", "杭州市")

    edit_customer(customer_id=customer.pk, changes={"region": "440305"}, actor=seller, at=NOON)

    changes = AuditEntry.objects.filter(operation="parties.edit_customer").latest("pk").changes
    assert changes["region"] == ["浙江省 杭州市 西湖区", "广东省 深圳市 南山区"]


def test_documents_get_the_code_with_the_address(divisions: Path, seller: Actor) -> None:
    row = address(seller, region="440305007")

    customer = order_customer(actor=seller, customer_id=row.customer_id)

    assert [(a.region, a.text) for a in customer.addresses] == [("440305007", "广东省深圳市南山区粤海街道科技园路1号")]


def test_the_interface_takes_and_gives_the_code(divisions: Path, seller: Actor, sign_in: SignIn) -> None:
    client = sign_in(seller)
    sent = {"name": "示例青禾", "source": "internet", "mobile": "13812345678", "region": "440305"}
    made = client.post("/api/v1/customers", json.dumps(sent), content_type="application/json",
                       headers={"Idempotency-Key": "k"}).json()["customer"]  # fmt: skip

    assert (made["region"], made["province"], made["city"], made["district"]) == (
        "440305",
        "广东省",
        "深圳市",
        "南山区",
    )


def test_the_list_is_filtered_by_region_also_for_addresses_in_words(
    divisions: Path, seller: Actor, sign_in: SignIn
) -> None:
    for name, values in {
        "甲": {"region": "440305"}, "乙": {"province": "广东", "city": "深圳市"}, "丙": {"region": "330106"},
        "丁": {"province": "北京市", "district": "朝阳区"}, "戊": {"province": "吉林省", "city": "长春市", "district": "朝阳区"},
    }.items():  # fmt: skip
        make_customer(seller, name=f"示例{name}店", **values)
    client = sign_in(seller)

    def listed(code: str) -> set[str]:
        page = client.get(f"/customers/?region={code}").content.decode()
        return {name for name in "甲乙丙丁戊" if f"示例{name}店" in page}

    assert listed("44") == {"甲", "乙"}
    assert listed("4403") == {"甲", "乙"}
    assert listed("440305") == {"甲"}
    assert listed("110105") == {"丁"}
    assert listed("999999") == set()


# ---- pages -----------------------------------------------------------------------------------------------------------
def test_without_divisions_the_form_is_as_it_was(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller)

    page = sign_in(seller).get(f"/customers/{customer.pk}/addresses/new/").content.decode()

    assert "data-region" not in page
    assert 'name="province"' in page


def test_the_form_saves_code_and_words_and_proposes_for_old_ones(
    divisions: Path, seller: Actor, sign_in: SignIn
) -> None:
    customer = make_customer(seller)
    client = sign_in(seller)
    sent = {"recipient": "张三", "country": "CN", "street": "科技园路1号", "region": "440305007",
            "region-text": "广东省 深圳市 南山区 粤海街道"}  # fmt: skip
    assert client.post(f"/customers/{customer.pk}/addresses/new/", sent).status_code == 303
    row = DeliveryAddress.objects.get()
    assert words(row) == ("440305007", "广东省", "深圳市", "南山区", "粤海街道科技园路1号")

    old = make_address(customer, seller, province="广东", city="深圳", district="南山区")
    page = client.get(f"/addresses/{old.pk}/edit/").content.decode()
    assert 'data-other="440305"' in page
    assert words(old)[0] is None


@pytest.mark.parametrize(
    ("typed", "code", "status"),
    [
        ("南山区", "440305", 303),
        ("nsq", "440305", 303),
        ("朝阳区", None, 422),
        ("没有的地方", None, 422),
        ("", None, 303),
    ],
)
def test_without_scripts_a_typed_region_is_looked_up(
    divisions: Path, seller: Actor, sign_in: SignIn, typed: str, code: str | None, status: int
) -> None:
    customer = make_customer(seller)
    sent = {"recipient": "张三", "country": "CN", "street": "1号", "region": "", "region-text": typed}

    answer = sign_in(seller).post(f"/customers/{customer.pk}/addresses/new/", sent)

    assert answer.status_code == status
    assert list(DeliveryAddress.objects.values_list("region_id", flat=True)) == ([code] if status == 303 else [])


def test_entries_of_a_new_customer_keep_region_and_words_together(divisions: Path, seller: Actor) -> None:
    values = entries(region="440305", province="写错了", city="", district="")

    made = make_customer(seller, **values)

    assert Customer.objects.values_list("province", "city", "district").get(pk=made.pk) == (
        "广东省",
        "深圳市",
        "南山区",
    )
