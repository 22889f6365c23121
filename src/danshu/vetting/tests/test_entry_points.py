"""No path skips the review: page, API, import, batch, rule, merge, copy and undo, one test for all of them (CUS-006)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from danshu.access.tests.factories import actor_of, give_role
from danshu.automation.tests.factories import make_rule as make_automation
from danshu.automation.tests.factories import outcomes, work
from danshu.exchange.engine import running
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.operations.start_undo import start_undo
from danshu.identity.models import User
from danshu.parties.models import Customer
from danshu.parties.operations.classify_customers import classify_customers
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.merge_customers import merge_customers
from danshu.parties.tests.factories import source_id
from danshu.parties.tests.test_import import problems, sheet
from danshu.parties.tests.test_pages import fields_of, text_of
from danshu.vetting.models import Review
from danshu.vetting.tests.conftest import SignIn
from danshu.vetting.tests.factories import NOON, SYSTEM, House, fresh, level, reviewing

pytestmark = [pytest.mark.django_db, pytest.mark.reviewed, pytest.mark.spec("CUS-006")]
HEAD = ["客户编码", "客户名称", "手机", "级别"]


class Scene:
    """A customer of level B, and somebody who may do everything to it."""

    def __init__(self, house: House, sign_in: SignIn, tmp_path: Path) -> None:
        give_role(User.objects.get(pk=house.operator.user_id), "ADM")
        self.house, self.tmp_path = house, tmp_path
        self.actor = actor_of(User.objects.get(pk=house.operator.user_id))
        self.client = sign_in(self.actor)

    def customer(self, **values: Any) -> Customer:
        return self.house.customer(**{"external_code": "C-1", "name": "示例旧客户", "mobile": "13800000001"} | values)

    def send(self, method: str, path: str, **body: Any) -> Any:
        return self.client.generic(
            method, f"/api/v1{path}", json.dumps(body), content_type="application/json",
            headers={"Idempotency-Key": f"{method}{path}"[:90]},
        )  # fmt: skip

    def form(self, url: str, **given: str) -> Any:
        answer = self.client.post(url, fields_of(self.client, url) | given)
        assert answer.status_code in (200, 302, 303), text_of(answer)
        return answer

    def confirm(self, url: str) -> None:
        asked = self.client.get(url).content.decode()
        facts = dict(re.findall(r'name="(digest|form_token)" value="([^"]*)"', asked))
        answer = self.client.post(url, facts | {"reason": "示例理由"})
        assert answer.status_code in (302, 303), text_of(answer)

    def imported(self, *rows: list[str], policy: str = "update") -> Any:
        path = sheet(self.tmp_path, *rows, head=HEAD)
        return import_file("customers", path, Wishes(policy=policy), actor=self.actor, at=NOON)


@pytest.fixture
def scene(house: House, sign_in: SignIn, tmp_path: Path) -> Scene:
    return Scene(house, sign_in, tmp_path)


# ---- a changed level
def on_the_page(s: Scene, row: Customer) -> None:
    answer = s.client.get(reverse("parties:customer_edit", args=[row.pk]))
    assert "审核通过后生效" in text_of(answer)
    s.form(reverse("parties:customer_edit", args=[row.pk]), level=str(level("A")))


def through_the_api(s: Scene, row: Customer) -> None:
    answer = s.send("PATCH", f"/customers/{row.pk}", level="A")
    assert (answer.status_code, answer.json()["level"]["code"], answer.json()["awaits_review"]) == (200, "B", "change")


def from_a_file(s: Scene, row: Customer) -> None:
    batch = s.imported(["C-1", "示例旧客户", "13800000001", "A 级"])
    assert any("客户级别要审核后才生效" in text for _row, _field, text in problems(batch))


def in_a_batch(s: Scene, row: Customer) -> None:
    results = classify_customers(customer_ids=[row.pk], level_id=level("A"), reason="年度评级", actor=s.actor, at=NOON)
    assert [result["done"] for result in results] == [True]


def in_a_batch_on_the_page(s: Scene, row: Customer) -> None:
    url = f"{reverse('parties:customers_classify')}?ids={row.pk}"
    assert "客户级别要审核后才生效" in text_of(s.client.get(url))
    s.form(url, level=str(level("A")), reason="年度评级")


def in_a_batch_through_the_api(s: Scene, row: Customer) -> None:
    body = {"customer_ids": [row.pk], "level_id": level("A"), "reason": "年度评级"}
    assert s.send("POST", "/customers/classify", **body).status_code == 200


def by_a_rule(s: Scene, row: Customer) -> None:
    setting = {"code": "parties.set_field", "field": "level", "value": "A 级"}
    make_automation(event="parties.customer_changed", actions=[setting])
    edit_customer(customer_id=row.pk, changes={"remark": "有变化"}, actor=s.actor, at=NOON)
    work()
    assert [(status, "等待审核" in text) for status, text in outcomes()] == [("done", True)]


def by_a_job(s: Scene, row: Customer) -> None:
    edit_customer(customer_id=row.pk, changes={"level": level("A")}, actor=SYSTEM, at=NOON)


def by_a_merge(s: Scene, row: Customer) -> None:
    other = s.customer(external_code="C-2", name="示例另一家", mobile="13800000002", level=level("A"))
    merge_customers(survivor_id=row.pk, loser_id=other.pk, taken=["level"], reason="同一家", actor=s.actor, at=NOON)


CHANGES = [
    on_the_page, through_the_api, from_a_file, in_a_batch, in_a_batch_on_the_page, in_a_batch_through_the_api,
    by_a_rule, by_a_job, by_a_merge,
]  # fmt: skip


@pytest.mark.parametrize("way", CHANGES)
def test_no_way_to_another_level_skips_the_review(scene: Scene, way: Callable[[Scene, Customer], None]) -> None:
    """The record keeps the old value, and exactly one review waits with the new one."""
    row = scene.customer()

    way(scene, row)

    assert (fresh(row).level_id, fresh(row).awaits_review) == (level("B"), "change")
    found = Review.objects.get()
    assert (found.customer_id, found.before, found.after) == (row.pk, {"level": level("B")}, {"level": level("A")})


# ---- a deletion
def deleted_on_the_page(s: Scene, row: Customer) -> None:
    url = reverse("parties:customer_delete", args=[row.pk])
    assert "审核通过后才删除" in text_of(s.client.get(url))
    s.confirm(url)


def deleted_through_the_api(s: Scene, row: Customer) -> None:
    assert s.send("POST", f"/customers/{row.pk}/delete", reason="重复录入").status_code == 202


def deleted_by_a_job(s: Scene, row: Customer) -> None:
    assert delete_customer(customer_id=row.pk, reason="重复录入", actor=SYSTEM, at=NOON) is None


@pytest.mark.parametrize("way", [deleted_on_the_page, deleted_through_the_api, deleted_by_a_job])
def test_no_way_of_deleting_skips_the_review(scene: Scene, way: Callable[[Scene, Customer], None]) -> None:
    row = scene.customer()

    way(scene, row)

    assert (fresh(row).deleted_at, fresh(row).awaits_review) == (None, "deletion")
    assert Review.objects.get().deed == "deletion"


def test_an_import_that_is_taken_back_deletes_nobody_before_the_review(scene: Scene) -> None:
    batch = scene.imported(["C-9", "示例新客户", "13800000009", ""], policy="skip")
    row = Customer.objects.get(name="示例新客户")
    start_undo(batch_id=batch.pk, in_background=False, actor=scene.actor, at=NOON)
    running.undo(batch.pk, scene.actor)
    assert fresh(row).awaits_review == "deletion"


# ---- an entry
def entered_on_the_page(s: Scene) -> None:
    url = reverse("parties:customer_new")
    assert "新客户要审核" in text_of(s.client.get(url))
    s.form(url, name="示例新客户", source=str(source_id()), mobile="13800000001")


def entered_through_the_api(s: Scene) -> None:
    answer = s.send("POST", "/customers", name="示例新客户", source="internet", mobile="13800000001")
    assert (answer.status_code, answer.json()["customer"]["is_vetted"]) == (201, False)


def entered_from_a_file(s: Scene) -> None:
    s.imported(["C-9", "示例新客户", "13800000009", ""])


@pytest.mark.parametrize("way", [entered_on_the_page, entered_through_the_api, entered_from_a_file])
def test_no_way_in_skips_the_review(scene: Scene, way: Callable[[Scene], None]) -> None:
    reviewing(entry=True)

    way(scene)

    row = Customer.objects.get(name="示例新客户")
    assert (row.is_vetted, row.awaits_review) == (False, "entry")
    assert (Review.objects.get().customer_id, Review.objects.get().deed) == (row.pk, "entry")


# ---- the code itself
SOURCE = Path(__file__).parents[2]
# they restore what counted before, or write no field that can be reviewed
WRITERS = {
    "parties/operations/edit_customer.py", "parties/operations/merge_customers.py",
    "parties/operations/unmerge_customers.py",
}  # fmt: skip
STANDING = {"vetting/operations/approve_review.py", "segments/accepting.py"}
MAKERS = {"parties/operations/create_customer.py", "parties/intake/writing.py"}
BINNERS = {"parties/operations/delete_customer.py", "parties/intake/undoing.py"}


def files(word: str) -> set[str]:
    """Files of the product that contain a word, without tests."""
    return {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.glob("*/**/*.py")
        if "tests" not in path.parts and "migrations" not in path.parts and word in path.read_text()
    }


def test_whoever_stores_fields_of_a_customer_asks_the_desk() -> None:
    """A new way that forgets the review is found by what it does not forget."""
    assert files("take_over(customer, CUSTOMER_FIELDS") | files("take_over(survivor, CUSTOMER_FIELDS") == WRITERS
    assert files("hold_back(") - {"parties/reviewing.py"} == WRITERS - {"parties/operations/unmerge_customers.py"}
    assert files("is_reviewed=True") == STANDING
    assert files("publish(CustomerCreated") | files("CustomerCreated(\n") - {"parties/events.py"} == MAKERS
    assert files("submit_entries(") - {"parties/reviewing.py"} == MAKERS
    assert files("publish(CustomerDeleted") == BINNERS == files("deletion_waits(") - {"parties/reviewing.py"}
