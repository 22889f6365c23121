"""Telephones and e-mail addresses on an order follow the customers' rules, whichever way they come in (ORD-004)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from danshu.amendments.models import Amendment
from danshu.amendments.tests.desk import propose
from danshu.kit.errors import FieldErrors
from danshu.parties.normalising import phone
from danshu.sales.contact_data import RULES
from danshu.sales.loading import order_lines, stored_entry
from danshu.sales.models import Order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.import_files import ANSWERS, problems, sheet, take_in
from danshu.sales.tests.test_pages import sheet as filled
from danshu.sales.tests.test_references import API, body, fields, send
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-004", "COM-011")]
WRONG = {name: "xx" if name.endswith("phone") else "abc" for name in RULES}
RIGHT = {name: "021-5550 0000" if name.endswith("phone") else "Wu@Example.com" for name in RULES}


def stored(order: Order) -> dict[str, Any]:
    return Order.objects.values("version", "remark", *RULES).get(pk=order.pk)


def refused_fields(refused: pytest.ExceptionInfo[FieldErrors]) -> list[str]:
    return [problem.field for problem in refused.value.problems]


def test_a_program_cannot_place_or_change_an_order_with_what_is_no_number_and_no_address(
    office: World, sign_in: SignIn
) -> None:
    client = sign_in(office.clerk)
    refused = send(client, "post", API, body(office, **WRONG), "a")
    assert (refused.status_code, sorted(fields(refused)), Order.objects.count()) == (422, sorted(WRONG), 0)
    order = office.order(line(office.soap, 1))
    before = stored(order)
    refused = send(client, "put", f"{API}/{order.number}", body(office, version=1, **WRONG), "b")
    assert (refused.status_code, sorted(fields(refused)), stored(order)) == (422, sorted(WRONG), before)
    assert send(client, "post", API, body(office, **RIGHT), "c").status_code == 201


def test_the_page_tells_it_beside_the_field(office: World, sign_in: SignIn) -> None:
    answer = sign_in(office.clerk).post("/orders/new/", filled(office, save="1", recipient_phone="xx"))
    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert 'id="id_recipient_phone-error">' in answer.content.decode()
    assert "电话号码只能由数字、空格、括号、+ 和 - 组成" in answer.content.decode()


@pytest.mark.parametrize("is_approved", [False, True])
def test_an_order_keeps_what_it_has_and_takes_nothing_new_of_the_kind(office: World, is_approved: bool) -> None:
    order = office.approved() if is_approved else office.order(submit=False)
    Order.objects.filter(pk=order.pk).update(**WRONG)
    entry = stored_entry(Order.objects.get(pk=order.pk), order_lines(order))
    given = replace(entry, remark="周一送")
    edit_order(order_id=order.pk, entry=given, version=None, actor=office.reviewer, at=NOON)
    before = stored(order)
    assert before == {"version": before["version"], "remark": "周一送", **WRONG}
    again = replace(given, contact_phone="yy", remark="周二送")
    with pytest.raises(FieldErrors) as refused:
        edit_order(order_id=order.pk, entry=again, version=None, actor=office.reviewer, at=NOON)
    assert (refused_fields(refused), stored(order)) == (["contact_phone"], before)


def test_a_change_order_is_held_to_it_too(office: World) -> None:
    order = office.approved()
    with pytest.raises(FieldErrors) as refused:
        propose(office, order, recipient_phone="xx", contact_email="abc")
    assert (sorted(refused_fields(refused)), Amendment.objects.count()) == (["contact_email", "recipient_phone"], 0)


def test_an_open_order_from_a_sheet_is_refused_and_history_is_taken_as_it_was(
    office: World, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "home"
    head = "订单编号,订单日期,客户编码,客户名称,商品编码,商品名称,数量,折扣,单价,收货电话"
    row = f"A-1,2024-03-05,{office.customer.number},,{office.soap.code},,2,,42.50,见备注"
    path = sheet(tmp_path, [row], head=head)
    refused = take_in(path, answers=ANSWERS | {"status": "draft"})
    assert (problems(refused), Order.objects.count()) == ([("invalid", "recipient_phone", 2)], 0)
    take_in(path)
    assert Order.objects.get().recipient_phone == "见备注"


@pytest.mark.parametrize("typed", ["021-12345678转801", "138 0000 0001", "+1 415 555 2671", "400-820-8820 ext 12"])
def test_a_number_as_it_is_stored_is_taken_again(typed: str) -> None:
    assert phone(phone(typed)) == phone(typed)
