"""Marks that turn the direction of text are refused wherever a customer comes from: page, API, import (COM-008, COM-011)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.urls import reverse

from danshu.kit.actor import Actor
from danshu.parties.models import Customer
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import person, source_id
from danshu.parties.tests.test_import import imported, problems, sheet
from danshu.parties.tests.test_pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-008", "COM-011", "SYS-032")]
TURNED, TOLD = "示例\u202e司公", "含有看不见的、改变文字方向的字符（如 U+202E），请删去后重新输入"


@pytest.fixture
def keeper() -> Actor:
    return person("OPA")


def test_a_page_refuses_it_beside_the_field_with_everything_else(keeper: Actor, sign_in: SignIn) -> None:
    client, url = sign_in(keeper), reverse("parties:customer_new")
    given = fields_of(client, url) | {"name": TURNED, "city": "杭\u2066州", "source": str(source_id()), "mobile": "1"}

    answer = client.post(url, given)

    assert (answer.status_code, TOLD in text_of(answer), Customer.objects.count()) == (422, True, 0)
    errors = answer.context["form"].errors
    assert (errors["name"], errors["city"], "mobile" in errors) == ([TOLD], [TOLD], True)


def test_the_interface_refuses_it_at_its_field(keeper: Actor, sign_in: SignIn) -> None:
    body = {"name": TURNED, "source": source_id(), "mobile": "13800000001", "remark": "x\u202dy"}

    answer = sign_in(keeper).post(
        "/api/v1/customers", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": "t"}
    )

    assert (answer.status_code, Customer.objects.count()) == (422, 0)
    assert {each["field"] for each in answer.json()["errors"]} <= {"name", "remark"}
    assert "name" in {each["field"] for each in answer.json()["errors"]}


def test_an_import_refuses_the_cell_and_takes_the_invisible_out_of_codes(tmp_path: Path, keeper: Actor) -> None:
    rows = [[TURNED, "13800000001", "C-1"], ["示例乙", "13800000002", "\u202dC-2\u202c"]]

    batch = imported(sheet(tmp_path, *rows, head=["客户名称", "手机", "客户编码"]), keeper)

    assert problems(batch) == [(2, "name", TOLD)]
    assert list(Customer.objects.values_list("name", "external_code")) == [("示例乙", "C-2")]
