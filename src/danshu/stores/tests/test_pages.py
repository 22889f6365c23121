"""The pages of stores: list, filters, form, dialogs, rights (ACC-003, COM-002)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danshu.access.tests.factories import actor_of, administrator, staff
from danshu.identity.models import Unit
from danshu.identity.tests.factories import make_unit, make_user
from danshu.inventory.tests.factories import make_stocked_item, make_warehouse, stock
from danshu.kit.actor import Actor
from danshu.regions.tests.factories import take_names
from danshu.stores.models import Store
from danshu.stores.operations.close_store import close_store
from danshu.stores.operations.suspend_store import suspend_store
from danshu.stores.tests.conftest import SignIn
from danshu.stores.tests.factories import NOW, make_store

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACC-003")]
SYSTEM = Actor.system()
API = "/api/v1"


@pytest.fixture
def branch() -> Unit:
    return make_unit("华东分公司")


@pytest.fixture
def client(branch: Unit, sign_in: SignIn) -> Client:
    """The browser of a system administrator."""
    return sign_in(actor_of(administrator(unit=branch)))


def listed(client: Client, query: str = "", path: str = "/stores/") -> list[Any]:
    """The rows of a list page."""
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 200
    return list(answer.context["listing"].page.rows)


def names(client: Client, query: str = "") -> list[str]:
    return [row.name for row in listed(client, query)]


@pytest.mark.spec("COM-002")
def test_a_store_is_found_by_part_of_its_name_by_branch_status_and_region(
    branch: Unit, client: Client, tmp_path: Any
) -> None:
    take_names(tmp_path)
    below = make_unit("滨江路门店", parent=branch, type="store")
    make_store("滨江一店", unit=branch, region_id="330106")
    make_store("滨江二店", unit=below, province="浙江省", city="杭州市")
    make_store("南山店", region_id="440305")
    suspend_store(store_id=Store.objects.get(name="滨江二店").pk, actor=SYSTEM, at=NOW)

    assert names(client) == ["滨江一店", "滨江二店", "南山店"]
    assert names(client, "q=滨江") == names(client, "named=江") == ["滨江一店", "滨江二店"]
    assert names(client, f"unit={branch.pk}") == ["滨江一店", "滨江二店"]
    assert names(client, f"unit={below.pk}") == ["滨江二店"]
    assert names(client, "status=suspended") == names(client, "tab=suspended") == ["滨江二店"]
    assert names(client, "region=33") == ["滨江一店", "滨江二店"]
    assert names(client, "region=440305") == ["南山店"]
    assert names(client, "q=没有") == []


@pytest.mark.spec("COM-020")
def test_the_list_costs_the_same_however_many_stores_there_are(branch: Unit, client: Client) -> None:
    make_store(unit=branch)

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            listed(client)
        return len(asked)

    statements()
    before = statements()
    for _number in range(5):
        make_store(manager_id=make_user().pk, warehouse_id=make_warehouse().pk)
    assert statements() == before


@pytest.mark.spec("COM-003")
def test_the_list_pages_by_position(branch: Unit, client: Client) -> None:
    for number in range(25):
        make_store(f"店{number:02d}", unit=branch, code=f"A{number:02d}")
    first = client.get("/stores/?n=20").context["listing"].page
    assert [row.code for row in first.rows][::19] == ["A00", "A19"]
    assert first.has_next


def filled(branch: Unit, **values: Any) -> dict[str, Any]:
    return {"code": "MD01", "name": "滨江店", "unit_id": branch.pk, "country": "CN", "street": "示例路 1 号", **values}


@pytest.mark.spec("COM-008")
def test_a_taken_code_is_told_together_with_what_else_is_wrong(branch: Unit, client: Client) -> None:
    make_store(code="MD01", unit=branch)
    other = make_store(code="MD02", unit=branch)
    wrong = filled(branch, code="md01", name="长" * 51, phone="12")
    for url in ("/stores/new/", f"/stores/{other.pk}/edit/"):
        answer = client.post(url, wrong)
        errors = answer.context["form"].errors
        assert (answer.status_code, sorted(errors)) == (422, ["code", "name", "phone"])
        assert "编码已被另一个门店使用" in errors["code"][0]
        assert len(errors["name"]) == 1
    short = client.post("/stores/new/", filled(branch, code="md01", name="", unit_id=""))
    assert sorted(short.context["form"].errors) == ["code", "name", "unit_id"]
    assert Store.objects.count() == 2


@pytest.mark.spec("COM-013")
def test_the_form_adds_a_store_once_and_changes_it(branch: Unit, client: Client) -> None:
    house = make_warehouse(unit=branch)
    token = client.get("/stores/new/").context["form"].token
    answers = [client.post("/stores/new/", filled(branch, form_token=token, warehouse_id=house.pk)) for _ in range(2)]
    store = Store.objects.get()
    assert [(a.status_code, a["Location"]) for a in answers] == [(303, f"/stores/{store.pk}/")] * 2
    assert (store.name, store.warehouse_id, store.status) == ("滨江店", house.pk, "open")

    form = client.get(f"/stores/{store.pk}/edit/").context["form"]
    posted = {name: form[name].value() or "" for name in form.fields} | {"opening_hours": "9:00–18:00"}
    assert client.post(f"/stores/{store.pk}/edit/", posted).status_code == 303
    assert (Store.objects.get().opening_hours, Store.objects.get().warehouse_id) == ("9:00–18:00", house.pk)


@pytest.mark.spec("COM-008")
def test_wrong_entries_come_back_with_the_words_beside_them(branch: Unit, client: Client) -> None:
    answer = client.post("/stores/new/", filled(branch, code="", unit_id="", phone="12", remark="留着"))
    page = answer.content.decode()
    assert (answer.status_code, Store.objects.count()) == (422, 0)
    assert set(answer.context["form"].errors) == {"code", "unit_id", "phone"}
    assert "留着" in page

    make_store(code="md01")
    again = client.post("/stores/new/", filled(branch))
    assert again.context["form"].errors["code"] == ["编码已被另一个门店使用；换一个编码"]


def test_closing_in_the_dialog_leaves_a_page_that_can_only_be_viewed(branch: Unit, client: Client) -> None:
    store = make_store("湖畔店", unit=branch)
    url = f"/stores/{store.pk}/"
    assert "关闭门店" in client.get(url).content.decode()
    dialog = client.get(f"{url}close/")
    assert "湖畔店 不再接受新订单" in dialog.content.decode()
    context = dialog.context
    given = {"digest": context["digest"], "form_token": "t-1", "reason": "租约到期"}
    assert client.post(f"{url}close/", given).status_code == 303

    assert Store.objects.get().status == "closed"
    page = client.get(url).content.decode()
    assert "租约到期" in page
    assert not [name for name in ("edit", "suspend", "reopen", "close", "delete") if f"{url}{name}/" in page]
    assert client.get(f"{url}edit/").status_code == 409


def test_an_unused_store_is_deleted_in_the_dialog(branch: Unit, client: Client) -> None:
    store = make_store(unit=branch)
    dialog = client.get(f"/stores/{store.pk}/delete/")
    given = {"digest": dialog.context["digest"], "form_token": "t-1"}
    answer = client.post(f"/stores/{store.pk}/delete/", given)
    assert (answer.status_code, answer["Location"]) == (303, "/stores/")
    assert not Store.objects.exists()


@pytest.mark.spec("ACC-022", "ACC-023")
def test_who_may_not_neither_sees_the_button_nor_reaches_the_page(branch: Unit, sign_in: SignIn) -> None:
    own, foreign = make_store(unit=branch), make_store()
    seller, auditor = (sign_in(actor_of(staff(role, unit=branch))) for role in ("SLS", "AUD"))

    page = seller.get(f"/stores/{own.pk}/").content.decode()
    assert not [name for name in ("edit", "suspend", "close", "delete") if f"/stores/{own.pk}/{name}/" in page]
    assert [seller.get(f"/stores/{pk}/").status_code for pk in (own.pk, foreign.pk)] == [200, 404]
    for name in ("edit", "suspend", "reopen", "close", "delete"):
        assert seller.post(f"/stores/{own.pk}/{name}/", {"reason": "x"}).status_code == 403
    assert [seller.get("/stores/new/").status_code, auditor.get("/stores/").status_code] == [403, 403]
    assert Store.objects.filter(status="open").count() == 2


@pytest.mark.spec("INV-002", "INV-003")
def test_stock_is_filtered_by_the_store_whose_warehouse_it_lies_in(branch: Unit, client: Client) -> None:
    house, other, item = make_warehouse(unit=branch), make_warehouse(unit=branch), make_stocked_item()
    here = stock(house, item, 5)
    stock(other, item, 9)
    store, bare = make_store(unit=branch, warehouse_id=house.pk), make_store(unit=branch)

    assert [row.pk for row in listed(client, f"stores-store={store.pk}", "/stock/")] == [here.pk]
    assert [row.warehouse_id for row in listed(client, f"stores-store={store.pk}", "/stock/moves/")] == [house.pk]
    assert listed(client, f"stores-store={bare.pk}", "/stock/") == []
    assert f"/stock/?stores-store={store.pk}" in client.get(f"/stores/{store.pk}/").content.decode()


# ---- interface ------------------------------------------------------------------------------------------------------
def send(client: Client, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    data = "" if body is None else json.dumps(body)
    return client.generic(method, API + path, data, content_type="application/json", headers=headers)


@pytest.mark.spec("SYS-030", "COM-013")
def test_a_store_lives_its_life_through_the_interface(branch: Unit, client: Client) -> None:
    body = {"code": "MD01", "name": "滨江店", "unit_id": branch.pk, "street": "示例路 1 号"}
    first, again = (send(client, "POST", "/stores", body, key="k-1") for _ in range(2))
    assert (first.status_code, again.json(), Store.objects.count()) == (201, first.json(), 1)
    pk = first.json()["id"]

    changed = send(client, "PUT", f"/stores/{pk}", {**body, "name": "新滨江店", "version": 1}, key="k-2")
    late = send(client, "PUT", f"/stores/{pk}", {**body, "version": 1}, key="k-3")
    assert (changed.json()["name"], changed.json()["version"], late.status_code) == ("新滨江店", 2, 409)

    steps = [send(client, "POST", f"/stores/{pk}/{step}", {"reason": "装修"}, key=step).json()["status"]
             for step in ("suspension", "reopening", "closing")]  # fmt: skip
    assert steps == ["suspended", "open", "closed"]
    assert send(client, "DELETE", f"/stores/{pk}", key="k-4").json()["code"] == "store_closed"

    other = send(client, "POST", "/stores", {**body, "code": "MD02"}, key="k-5").json()["id"]
    assert send(client, "DELETE", f"/stores/{other}", key="k-6").status_code == 204
    assert send(client, "GET", f"/stores/{other}").status_code == 404
    assert [row["name"] for row in send(client, "GET", "/stores?name=江&status=closed").json()["items"]] == ["新滨江店"]


@pytest.mark.spec("SYS-030", "COM-008")
def test_wrong_entries_are_named_by_the_names_of_the_interface(branch: Unit, client: Client) -> None:
    answer = send(
        client, "POST", "/stores", {"code": "MD01", "name": "店", "unit_id": branch.pk, "region_id": "99"}, key="k"
    )
    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, ["region_id"])
    assert not Store.objects.exists()


def test_a_closed_store_stays_in_the_list_greyed(branch: Unit, client: Client) -> None:
    close_store(store_id=make_store("旧店", unit=branch).pk, actor=SYSTEM, at=NOW)
    assert names(client, "tab=closed") == ["旧店"]
    assert names(client, "tab=open") == []
