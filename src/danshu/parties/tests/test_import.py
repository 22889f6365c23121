"""Customers from spreadsheets and back (CUS-034, SYS-009)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from danshu.access.tests.factories import actor_of, give_role
from danshu.exchange.engine import running
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.models import ImportBatch, StagedRow
from danshu.exchange.operations.start_undo import start_undo
from danshu.identity.tests.factories import make_unit, make_user
from danshu.kit.actor import Actor
from danshu.kit.errors import Forbidden
from danshu.kit.verification import CHECKS
from danshu.parties import usage
from danshu.parties.models import Contact, Customer, DeliveryAddress
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.tests.factories import NOON, make_customer, person

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-034", "SYS-009")]
HEAD = [
    "客户编码",
    "客户全称",
    "省",
    "市",
    "地址",
    "手机号",
    "客户来源",
    "级别",
    "联系人",
    "联系人手机",
    "业务员",
    "开票抬头",
]
GOOD = [
    [
        "C-1",
        "示例青禾超市",
        "浙江省",
        "杭州市",
        "示例路 1 号",
        "138 0000 0001",
        "展会",
        "A 级",
        "孙七",
        "13900000001",
        "",
        "示例青禾",
    ],
    ["C-2", "示例云杉酒店", "江苏", "南京市", "", "13800000002", "", "", "", "", "", ""],
    ["C-3", "示例海棠学校", "", "", "", "13800000003", "网络", "b 级", "吴九", "", "", ""],
]


@pytest.fixture
def keeper() -> Actor:
    return person("OPA")


def both(*roles: str) -> Actor:
    """Somebody with several delivered roles."""
    user = make_user(unit=make_unit())
    for role in roles:
        give_role(user, role)
    return actor_of(user)


def sheet(tmp_path: Path, *rows: list[Any], head: list[str] | None = None, name: str = "customers.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head or HEAD, *rows])
    return path


def imported(path: Path, actor: Actor, **wishes: Any) -> ImportBatch:
    return import_file("customers", path, Wishes(**wishes), actor=actor, at=NOON)


def figures(batch: ImportBatch) -> dict[str, int]:
    """What happened to how many customers."""
    checked = batch.counts["check"]["groups"]
    done = batch.counts.get("run", batch.counts["check"])["groups"]
    return {name: done.get(name, 0) for name in ("created", "updated", "skipped")} | {
        "refused": checked.get("refused", 0)
    }


def problems(batch: ImportBatch) -> list[tuple[int, str, str]]:
    rows = StagedRow.objects.filter(batch=batch).exclude(problems=None).order_by("number")
    return [(row.number, p["f"], p["m"]) for row in rows for p in row.problems]


def drifts() -> list[str]:
    return [text for code, check in CHECKS.items() if code.startswith("parties.") for text in check.function()]


def test_customers_come_in_with_contacts_addresses_and_invoice_data(tmp_path: Path, keeper: Actor) -> None:
    batch = imported(sheet(tmp_path, *GOOD), keeper)

    assert figures(batch)["created"] == 3, (batch.status, batch.counts, problems(batch))
    first, second, third = Customer.objects.order_by("pk")
    assert (first.number, first.external_code, first.mobile, first.owner_id, first.unit_id) == (
        "KH-0001", "C-1", "13800000001", keeper.user_id, keeper.unit_id,
    )  # fmt: skip
    assert (str(first.source), str(first.level), str(second.source), str(third.level)) == (
        "展会",
        "A 级",
        "数据导入",
        "B 级",
    )
    assert first.invoice.title == "示例青禾"
    assert [(c.customer_id, c.name, c.is_primary) for c in Contact.objects.order_by("pk")] == [
        (first.pk, "孙七", True), (third.pk, "吴九", True),
    ]  # fmt: skip
    assert [(a.customer_id, a.recipient, a.is_default) for a in DeliveryAddress.objects.all()] == [
        (first.pk, "孙七", True)
    ]
    assert drifts() == []


def test_fifty_rows_with_five_duplicates_are_45_new_and_5_skipped(tmp_path: Path, keeper: Actor) -> None:
    for n in range(5):
        make_customer(keeper, name=f"示例{n:02}", mobile=f"1390000000{n}")
    rows = [[f"示例{n:02}", f"138000000{n:02}"] for n in range(50)]

    batch = imported(sheet(tmp_path, *rows, head=["客户名称", "手机"]), keeper)

    assert figures(batch) == {"created": 45, "updated": 0, "skipped": 5, "refused": 0}
    assert Customer.objects.count() == 50


def test_the_policy_decides_about_existing_customers(tmp_path: Path, keeper: Actor) -> None:
    make_customer(keeper, name="示例青禾超市", external_code="C-1", mobile="13700000001", city="")
    path = sheet(tmp_path, ["C-1", "示例青禾超市", "杭州市", "13800000001"], head=["客户编码", "名称", "城市", "手机"])

    assert figures(imported(path, keeper, policy="skip"))["skipped"] == 1
    assert figures(imported(path, keeper, policy="fill"))["updated"] == 1
    stored = Customer.objects.get()
    assert (stored.city, stored.mobile) == ("杭州市", "13700000001")
    assert figures(imported(path, keeper, policy="update"))["updated"] == 1
    assert Customer.objects.get().mobile == "13800000001"
    assert figures(imported(path, keeper, policy="update"))["skipped"] == 1


def test_wrong_cells_are_named_and_their_rows_left_out(tmp_path: Path, keeper: Actor) -> None:
    wrong = ["C-9", "示例错误", "", "", "", "1380000", "火星", "", "", "12", "没有这个人", ""]

    batch = imported(sheet(tmp_path, GOOD[0], wrong), keeper)

    assert figures(batch)["created"] == 1
    assert {(row, field) for row, field, _text in problems(batch)} >= {(3, "source")}
    only_phone = ["C-9", "示例错误", "", "", "", "1380000", "", "", "甲", "12", "", ""]
    second = imported(sheet(tmp_path, only_phone, name="b.csv"), keeper)
    assert [(row, field) for row, field, _text in problems(second)] == [(2, "mobile"), (2, "contact_mobile")]
    assert Customer.objects.count() == 1


@pytest.mark.spec("CUS-033")
def test_terms_are_written_by_people_who_may_set_credit_and_taken_back_with_the_import(tmp_path: Path) -> None:
    finance = both("OPA", "FNC")
    head = ["客户名称", "手机", "级别", "账期"]
    path = sheet(
        tmp_path, ["示例青禾", "13800000001", "a", "30 天"], ["示例云杉", "13800000002", "Ｂ级", ""], head=head
    )

    assert figures(imported(path, finance))["created"] == 2
    stored = Customer.objects.order_by("pk")
    assert [(str(c.level), c.payment_terms_days) for c in stored] == [("A 级", 30), ("B 级", 0)]
    again = sheet(tmp_path, ["示例云杉", "13800000002", "B", "45"], head=head, name="b.csv")
    batch = imported(again, finance, policy="update")
    assert figures(batch)["updated"] == 1
    assert Customer.objects.get(name="示例云杉").payment_terms_days == 45
    start_undo(batch_id=batch.pk, in_background=False, actor=finance, at=NOON)
    running.undo(batch.pk, finance)
    assert Customer.objects.get(name="示例云杉").payment_terms_days == 0


@pytest.mark.spec("CUS-033")
def test_terms_are_left_out_and_named_when_the_importer_may_not_set_them(tmp_path: Path, keeper: Actor) -> None:
    path = sheet(tmp_path, ["示例青禾", "13800000001", "30"], head=["客户名称", "手机", "账期"])

    batch = imported(path, keeper)

    assert figures(batch)["created"] == 1
    assert Customer.objects.get().payment_terms_days == 0
    text = "账期（天）由财务设置，你没有权限，这一列不会写入"
    assert problems(batch) == [(2, "payment_terms_days", text)]


def test_without_contact_data_the_importer_asks(tmp_path: Path, keeper: Actor) -> None:
    path = sheet(tmp_path, ["示例青禾"], ["示例云杉"], head=["客户名称"])

    asked = imported(path, keeper)
    assert asked.status == "asking"
    assert Customer.objects.count() == 0
    refused = imported(path, keeper, answers={"unreachable": "refuse"})
    assert figures(refused)["refused"] == 2
    taken = imported(path, keeper, answers={"unreachable": "accept"})
    assert figures(taken)["created"] == 2


def test_namesakes_with_different_codes_are_never_merged_silently(tmp_path: Path, keeper: Actor) -> None:
    rows = [["1", "示例王一", "浙江", "13800000001"], ["2", "示例王一", "浙江省", "13800000002"]]
    path = sheet(tmp_path, *rows, head=["客户编码", "客户名称", "省份", "手机"])

    assert imported(path, keeper).status == "asking"
    assert figures(imported(path, keeper, answers={"namesakes": "refuse"}))["refused"] == 1
    assert figures(imported(path, keeper, answers={"namesakes": "separate"})) == {
        "created": 1, "updated": 0, "skipped": 1, "refused": 0,
    }  # fmt: skip
    assert sorted(Customer.objects.values_list("external_code", flat=True)) == ["1", "2"]


def test_rows_of_one_code_are_one_customer_with_several_places(tmp_path: Path, keeper: Actor) -> None:
    rows = [
        ["1", "示例王一", "浙江", "杭州", "13800000001", "甲"], ["1", "示例王一", "江苏", "南京", "", "乙"],
        ["2", "示例钱二", "浙江", "宁波", "13800000002", ""], ["2", "示例赵三", "浙江", "宁波", "", ""],
    ]  # fmt: skip
    head = ["客户编码", "客户名称", "省份", "城市", "手机", "联系人"]

    batch = imported(sheet(tmp_path, *rows, head=head), keeper, answers={"unreachable": "accept"})

    assert figures(batch) == {"created": 1, "updated": 0, "skipped": 0, "refused": 1}
    assert "编码 2 在第 4 行是另一个名称：示例钱二" in problems(batch)[-1][2]
    customer = Customer.objects.get()
    assert [a.city for a in customer.addresses.order_by("pk")] == ["杭州", "南京"]
    assert sorted(c.name for c in customer.contacts.all()) == ["乙", "甲"]
    assert drifts() == []


def test_owners_are_named_by_people_who_may(tmp_path: Path, keeper: Actor) -> None:
    seller = person("SLS", name="示例李四")
    rows = [["示例青禾", "13800000001", "示例李四"], ["示例云杉", "13800000002", "示例无名"]]

    batch = imported(sheet(tmp_path, *rows, head=["客户名称", "手机", "负责人"]), keeper)

    assert figures(batch)["created"] == 1
    stored = Customer.objects.get()
    assert (stored.owner_id, stored.unit_id) == (seller.user_id, seller.unit_id)
    assert problems(batch)[0][1] == "owner"


@pytest.mark.spec("ACC-023")
def test_only_holders_of_the_right_import(tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        imported(sheet(tmp_path, *GOOD), person("SLS"))


def test_an_import_is_taken_back_except_what_was_used_or_changed(
    tmp_path: Path, keeper: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = make_customer(keeper, name="示例旧客户", external_code="C-0", city="杭州市", mobile="13700000009")
    rows = [*GOOD, ["C-0", "示例旧客户", "", "宁波市", "", "13800000009", "", "", "", "", "", ""]]
    batch = imported(sheet(tmp_path, *rows), keeper, policy="update")
    assert figures(batch) == {"created": 3, "updated": 1, "skipped": 0, "refused": 0}
    used, changed = Customer.objects.get(external_code="C-2"), Customer.objects.get(external_code="C-3")
    edit_customer(customer_id=changed.pk, changes={"short_name": "海棠"}, actor=keeper, at=NOON)
    monkeypatch.setattr(usage, "_CUSTOMERS", {})
    usage.register("订单", lambda keys: {used.pk: 2})

    start_undo(batch_id=batch.pk, in_background=False, actor=keeper, at=NOON)
    running.undo(batch.pk, keeper)

    assert set(Customer.objects.alive().values_list("external_code", flat=True)) == {"C-0", "C-2", "C-3"}
    old.refresh_from_db()
    assert (old.city, old.mobile) == ("杭州市", "13700000009")
    assert drifts() == []


# ---- contacts -------------------------------------------------------------------------------------------------------
def contacts_in(path: Path, actor: Actor, **wishes: Any) -> ImportBatch:
    return import_file("contacts", path, Wishes(**wishes), actor=actor, at=NOON)


@pytest.mark.spec("CUS-020", "SYS-009")
def test_contacts_come_to_their_customers_by_number_code_or_name_and_leave_again(tmp_path: Path, keeper: Actor) -> None:
    first = make_customer(keeper, name="示例青禾超市", external_code="C-1", mobile="13800000001")
    second = make_customer(keeper, name="示例云杉酒店", mobile="13800000002")
    head = ["客户", "联系人", "职务", "手机号", "角色", "主要联系人"]
    rows = [
        [first.number, "示例孙七", "店长", "139 0000 0001", "拍板", "是"],
        ["C-1", "示例周八", "", "13900000002", "", ""],
        ["示例云杉酒店", "示例吴九", "采购", "", "", ""],
        ["示例无名", "示例郑十", "", "13900000004", "", ""],
    ]
    batch = contacts_in(sheet(tmp_path, *rows, head=head), keeper)

    assert figures(batch) == {"created": 3, "updated": 0, "skipped": 0, "refused": 1}
    stored = Contact.objects.order_by("pk")
    assert [(c.customer_id, c.name, c.mobile, c.is_primary, str(c.decision_role or "")) for c in stored] == [
        (first.pk, "示例孙七", "13900000001", True, "拍板"), (first.pk, "示例周八", "13900000002", False, ""),
        (second.pk, "示例吴九", "", True, ""),
    ]  # fmt: skip
    text = "没有这个客户：示例无名；填写客户的编号或完整名称，或先导入客户"
    assert problems(batch) == [(5, "customer", text)]
    assert drifts() == []

    start_undo(batch_id=batch.pk, in_background=False, actor=keeper, at=NOON)
    running.undo(batch.pk, keeper)
    assert Contact.objects.filter(deleted_at=None).count() == 0
    assert drifts() == []


@pytest.mark.spec("CUS-020", "SYS-009")
def test_the_same_name_at_the_same_customer_is_the_same_contact(tmp_path: Path, keeper: Actor) -> None:
    customer = make_customer(
        keeper, name="示例青禾超市", mobile="13800000001", contacts=[{"name": "示例孙七", "mobile": "13900000001"}]
    )
    path = sheet(
        tmp_path, [customer.number, "示例孙七", "店长", "13900000009"], head=["客户编号", "姓名", "职务", "手机"]
    )

    assert figures(contacts_in(path, keeper, policy="skip"))["skipped"] == 1
    filled = contacts_in(path, keeper, policy="fill")
    stored = Contact.objects.get()
    assert (figures(filled)["updated"], stored.position, stored.mobile) == (1, "店长", "13900000001")
    updated = contacts_in(path, keeper, policy="update")
    assert (figures(updated)["updated"], Contact.objects.get().mobile) == (1, "13900000009")
    start_undo(batch_id=updated.pk, in_background=False, actor=keeper, at=NOON)
    running.undo(updated.pk, keeper)
    assert Contact.objects.get().mobile == "13900000001"


@pytest.mark.spec("ACC-023", "SYS-009")
def test_contacts_are_imported_only_with_the_right_and_into_customers_in_scope(tmp_path: Path, keeper: Actor) -> None:
    customer = make_customer(keeper, name="示例青禾超市", mobile="13800000001")
    twin = make_customer(keeper, name="示例云杉", province="浙江省", mobile="13800000003")
    make_customer(keeper, name="示例云杉", province="江苏省", mobile="13800000004")
    path = sheet(tmp_path, [customer.number, "示例孙七"], ["示例云杉", "示例周八"], head=["客户", "姓名"])

    with pytest.raises(Forbidden):
        contacts_in(path, person("SLS"))
    batch = contacts_in(path, keeper)
    assert figures(batch) == {"created": 1, "updated": 0, "skipped": 0, "refused": 1}
    assert f"改填客户编号：{twin.number}" in problems(batch)[0][2]


@pytest.mark.spec("SYS-009", "COM-008")
def test_a_bad_dictionary_value_hides_no_other_error_of_its_row(tmp_path: Path, keeper: Actor) -> None:
    rows = [
        ["C-1", "示例青禾超市", "", "", "", "138", "火星", "超级", "孙七", "12", "没有这个人", ""],
        ["C-2", "示例云杉酒店", "", "", "", "13800000002", "火星", "", "", "", "没有这个人", ""],
        ["C-3", "示例海棠学校", "", "", "", "13800000003", "网络", "", "", "", "没有这个人", ""],
    ]
    batch = imported(sheet(tmp_path, *rows), both("OPA", "SMG"))
    told: dict[int, set[str]] = {}
    for number, field, _text in problems(batch):
        told.setdefault(number, set()).add(field)
    assert told == {
        2: {"mobile", "source", "level", "contact_mobile", "owner"}, 3: {"source", "owner"}, 4: {"owner"},
    }  # fmt: skip
    counts = [(reason["field"], reason["count"]) for reason in batch.reasons]
    assert ("owner", 3) in counts
    assert ("source", 2) in counts
    assert Customer.objects.count() == 0
