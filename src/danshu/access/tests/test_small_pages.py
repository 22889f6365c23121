"""Buttons at rows, scopes in words, the first password, the history of a unit (COM-002, COM-017, COM-019)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from danshu.access.models import Role
from danshu.access.tests.factories import grant, staff
from danshu.audit.models import AuditEntry
from danshu.identity.models import ApiToken, User
from danshu.identity.operations.edit_unit import UnitData, edit_unit
from danshu.identity.tests.factories import NOON, PASSWORD, make_unit, make_user
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.notices.models import Notice

pytestmark = pytest.mark.django_db


def acts(client: Client, path: str) -> set[str]:
    """Where the buttons at the rows of a list lead."""
    cells = re.findall(r'<td class="c-acts">(.*?)</td>', client.get(path).content.decode(), re.DOTALL)
    return {url for cell in cells for url in re.findall(r'<a [^>]*?href="([^"]+)"', cell)}


@pytest.mark.spec("ACC-005", "ACC-019")
def test_each_row_of_the_users_names_this_persons_own_roles(desk: Client, admin: User) -> None:
    staff("SLS", "wangwu"), staff("FNC", "sunqi")
    page = desk.get("/users/").content.decode()
    rows = {
        name: row
        for row in re.findall("<tr.*?</tr>", page, re.DOTALL)
        for name in ("wangwu", "sunqi", admin.user_name)
        if f">{name}<" in row
    }
    told = {name: {role for role in ("系统管理员", "财务", "销售") if role in row} for name, row in rows.items()}
    assert told == {"wangwu": {"销售"}, "sunqi": {"财务"}, admin.user_name: {"系统管理员"}}


@pytest.mark.spec("COM-002", "ACC-005")
def test_each_row_of_the_users_offers_what_may_be_done_with_this_person(desk: Client, admin: User) -> None:
    other, gone = staff("SLS", "wangwu"), staff("SLS", "sunqi", is_active=False)
    assert acts(desk, "/users/") == {
        f"/users/{admin.pk}/edit/", f"/users/{other.pk}/edit/", f"/users/{other.pk}/rights/",
        f"/users/{other.pk}/disable/", f"/users/{gone.pk}/edit/", f"/users/{gone.pk}/rights/",
    }  # fmt: skip
    reader, client = make_user("onlylooks1"), Client()
    grant(reader, "identity.user.view")
    client.force_login(reader)
    assert acts(client, "/users/") == set()


@pytest.mark.spec("COM-002", "ACC-019")
def test_each_row_of_the_roles_offers_edit_copy_and_delete_but_the_administrator_stays(desk: Client) -> None:
    roles = Role.objects.filter(is_valid=True)
    found = acts(desk, "/roles/")
    assert {f"/roles/{role.pk}/edit/" for role in roles} <= found
    assert {f"/roles/new/?copy={role.pk}" for role in roles} <= found
    deletable = {url for url in found if url.endswith("/delete/")}
    assert deletable == {f"/roles/{role.pk}/delete/" for role in roles if role.code != "ADM"}


@pytest.mark.spec("COM-019")
@pytest.mark.parametrize(
    ("language", "told"),
    [("zh-hans", ["订单：查看和导出", "客户：全部操作", "查看客户"]),
     ("en", ["Orders: view and export", "Customers: everything", "View customers"])],
)  # fmt: skip
def test_what_a_key_may_do_is_told_in_words_on_its_page_and_in_the_log(
    desk: Client, admin: User, language: str, told: list[str]
) -> None:
    User.objects.filter(pk=admin.pk).update(language=language)
    scopes = ["sales:read", "parties:write", "parties.customer.view"]
    ApiToken.objects.create(user=admin, name="ERP", prefix="dsk_ab12cd34", token_hash="x", scopes=scopes,
                            created_at=NOON, updated_at=NOON)  # fmt: skip
    page = desk.get("/me/keys/").content.decode()
    glue = ", " if language == "en" else "、"
    assert f">{glue.join(told)}</span>" in page
    assert f"{told[0]}</label>" in re.sub(r"\s*</span></label>", "</label>", page) or page.count(told[0]) > 1
    entry = AuditEntry.objects.create(at=now(), actor_name="赵六", operation="identity.create_api_token",
                                      action="identity.create_api_token", subject_kind="identity.api_token", subject_id=1,
                                      changes={"scopes": ["", scopes]})  # fmt: skip
    log = desk.get(f"/logs/operations/{entry.pk}/").content.decode()
    assert [words in log for words in told] == [True, True, True]
    assert "sales:read" not in log


@pytest.mark.spec("ACC-004")
def test_the_first_password_looks_like_the_sign_in_and_lets_nobody_further_without_it() -> None:
    person, client = make_user("newone1", must_change_password=True, profile_completed_at=None), Client()
    client.force_login(person)
    page = client.get("/me/first-password/").content.decode()
    assert ('class="x-login"' in page, "至少 8 个字符" in page, 'action="/sign-out/"' in page) == (True, True, True)
    wrong = client.post("/me/first-password/", {"old_password": PASSWORD, "password": "x", "password_again": "y"})
    assert wrong.status_code == 422
    assert "<title>错误：" in wrong.content.decode()
    person.refresh_from_db()
    assert person.must_change_password


@pytest.mark.spec("COM-017", "ACC-002")
def test_the_page_of_a_unit_tells_what_changed_with_old_and_new_values(desk: Client, admin: User) -> None:
    unit = make_unit("华东分公司", code="HD")
    data = UnitData(code="HD", name="华东大区", type="branch", parent_id=None, head_id=admin.pk, phone="021 6543210", address="",
                    office_location="")  # fmt: skip
    edit_unit(unit_id=unit.pk, seen_version=None, data=data, actor=Actor.system(), at=now())
    page = desk.get(f"/organisation/{unit.pk}/").content.decode()
    log = page[page.index('id="log"') :]
    assert "修改组织" in log
    assert ("<del>华东分公司</del>" in log, "<ins>华东大区</ins>" in log, "<ins>赵六</ins>" in log) == (
        True,
        True,
        True,
    )


@pytest.mark.spec("ACC-020", "COM-001")
def test_the_bell_of_a_person_with_a_single_grant_leads_to_his_notices() -> None:
    person, client = make_user("onegrant1"), Client()
    grant(person, "sales.order.view")
    grant(person, "parties.customer.view", is_denied=True)
    client.force_login(person)
    home = client.get("/", follow=True)
    bell = re.search(r'id="bell" href="([^"]+)"', home.content.decode())
    assert home.status_code == 200
    assert bell is not None
    Notice.objects.create(user=person, kind="x", text="订单已通过", url="/orders/", created_at=NOON)
    page = client.get(bell[1])
    assert (page.status_code, "订单已通过" in page.content.decode()) == (200, True)
    assert client.get("/orders/").status_code == 200
