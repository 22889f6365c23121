"""Sign-in, accounts and rights in a real browser: keyboard, phone, dark, accessibility (COM-019, ui.md section 10)."""

from __future__ import annotations

from typing import Any

import pytest
from captcha.models import CaptchaStore

from danshu.access.models import GroupMember, Role, UserGroup
from danshu.access.tests.factories import administrator, grant, staff
from danshu.entry.middleware import FirstStartMiddleware
from danshu.identity.models import ApiToken, Session, User
from danshu.identity.tests.factories import NOON, PASSWORD, make_unit, make_user
from danshu.kit.clock import now
from danshu.testing.looks import faults, in_every_look, keep_picture, looks, sideways, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def admin(db: None) -> User:
    top = make_unit("示例商贸集团", type="headquarters", code="HQ")
    branch = make_unit("华东分公司", parent=top, code="HD")
    make_unit("订单中心", parent=top, type="department", code="HQ-01")
    user = administrator("zhaoliu", full_name="赵六", unit=top)
    staff("SLS", "wangwu", full_name="王五", unit=branch, position="业务员", phone="138 0000 0000", manager=user)
    disabled = staff("FNC", "sunqi", full_name="孙七", unit=top, is_active=False)
    grant(disabled, "identity.unit.view", "unit")
    ApiToken.objects.create(user=user, name="ERP 同步", prefix="dsk_ab12cd34", token_hash="x", scopes=["sales:read"],
                            created_at=NOON, updated_at=NOON)  # fmt: skip
    team = UserGroup.objects.create(
        name="Key accounts", type="sales_team", leader=user, unit=branch, created_at=NOON, updated_at=NOON
    )
    GroupMember.objects.create(group=team, user=user, from_at=NOON, added_by_name="赵六")
    GroupMember.objects.create(group=team, user=disabled, from_at=NOON, to_at=NOON, added_by_name="赵六")
    return user


def shown_answer(page: Any) -> str:
    key = page.locator('input[name="captcha_key"]').last.input_value()
    return str(CaptchaStore.objects.get(hashkey=key).response)


def pages(admin: User) -> dict[str, str]:
    other = User.objects.get(user_name="wangwu")
    role = Role.objects.get(code="ADM")
    unit = admin.unit_id
    return {
        "users": "/users/",
        "user": f"/users/{other.pk}/",
        "user-new": "/users/new/",
        "user-edit": f"/users/{other.pk}/edit/",
        "user-rights": f"/users/{other.pk}/rights/",
        "user-effective": f"/users/{admin.pk}/effective/",
        "user-disable": f"/users/{other.pk}/disable/",
        "user-delete": f"/users/{other.pk}/delete/",
        "user-reset": f"/users/{other.pk}/reset/",
        "roles": "/roles/",
        "role": f"/roles/{role.pk}/",
        "role-new": "/roles/new/",
        "role-delete": f"/roles/{Role.objects.get(code='TRN').pk}/delete/",
        "groups": "/groups/?tab=all",
        "group": f"/groups/{UserGroup.objects.get().pk}/",
        "group-new": "/groups/new/",
        "group-edit": f"/groups/{UserGroup.objects.get().pk}/edit/",
        "group-add": f"/groups/{UserGroup.objects.get().pk}/add/",
        "group-join": f"/groups/join/?ids={other.pk}",
        "units": "/organisation/?invalid=1",
        "unit": f"/organisation/{unit}/",
        "unit-new": "/organisation/new/",
        "assign": f"/organisation/{unit}/assign/",
        "account": "/me/",
        "password": "/me/password/",
        "sign-ins": "/me/sign-ins/",
        "keys": "/me/keys/",
    }


@pytest.mark.spec("COM-019")
@in_every_look
def test_every_page_is_accessible_and_fits(
    browser_page: Any, live_url: str, axe_source: str, admin: User, look: str
) -> None:
    if look == "english":
        User.objects.filter(pk=admin.pk).update(language="en")
    sign_in(browser_page, live_url, admin)
    walk(browser_page, live_url, pages(admin), look, axe_source, data=DATA, statuses=(200, 409))


# names of people, units and roles made by the test, and the languages' own names
DATA = "示例商贸集团 华东分公司 订单中心 赵六 王五 孙七 业务员 简体中文 同步"


@pytest.mark.spec("ACC-011", "COM-019")
@looks("light", "dark", "phone")
def test_signing_in_by_keyboard(browser_page: Any, live_url: str, axe_source: str, admin: User, look: str) -> None:
    page = browser_page
    page.goto(f"{live_url}/sign-in/?next=/me/")
    keep_picture(page, f"sign-in-{look}")
    assert faults(page, axe_source) == []
    assert sideways(page) <= 0
    for name, text in (("user_name", "zhaoliu"), ("password", "wrong password 1"), ("captcha", shown_answer(page))):
        page.locator(f"[name={name}]").focus()
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_selector(".x-errs")
    keep_picture(page, f"sign-in-wrong-{look}")
    assert "用户名或密码不正确" in page.locator(".x-errs").inner_text()
    assert page.evaluate("document.activeElement.className") == "x-errs"
    assert page.locator("[name=user_name]").input_value() == "zhaoliu"
    assert page.locator("[name=password]").input_value() == ""
    assert faults(page, axe_source) == []
    before = page.locator('input[name="captcha_key"]').last.input_value()
    page.locator("#captcha .x-ib").click()
    page.wait_for_function(
        "key => [...document.querySelectorAll('input[name=captcha_key]')].at(-1).value !== key", arg=before
    )
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=captcha]").fill(shown_answer(page))
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/")


@pytest.mark.spec("ACC-011")
def test_the_question_in_words_replaces_the_picture(
    browser_page: Any, live_url: str, axe_source: str, admin: User
) -> None:
    page = browser_page
    page.goto(f"{live_url}/sign-in/?next=/me/")
    page.get_by_text("看不清？改答文字题").click()
    page.wait_for_selector("#captcha-question")
    assert faults(page, axe_source) == []
    page.locator("[name=user_name]").fill("zhaoliu")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=captcha]").fill(shown_answer(page))
    page.locator("main button[type=submit].btn-primary").click()
    page.wait_for_url("**/me/")


@pytest.mark.spec("ACC-015")
def test_after_signing_out_the_back_button_shows_no_protected_data(
    browser_page: Any, live_url: str, admin: User
) -> None:
    page = browser_page
    sign_in(page, live_url, admin)
    page.goto(f"{live_url}/users/")
    assert page.get_by_text("wangwu").count() == 1
    page.goto(f"{live_url}/me/sign-ins/")
    page.locator("header form[action='/sign-out/'] button").click()
    page.wait_for_url("**/sign-in/**")
    page.go_back()
    page.wait_for_url("**/sign-in/**")
    assert page.get_by_text("wangwu").count() == 0


@pytest.mark.spec("ACC-015")
def test_a_form_sent_after_the_session_ended_stays_filled(browser_page: Any, live_url: str, admin: User) -> None:
    page = browser_page
    sign_in(page, live_url, admin)
    page.goto(f"{live_url}/me/")
    page.locator("[name=office_location]").fill("总部三楼")
    Session.objects.all().delete()
    page.keyboard.press("Control+s")
    page.wait_for_selector("dialog[data-session=ended]:modal")
    keep_picture(page, "session-ended")
    with page.context.expect_page() as opened:
        page.get_by_text("在新标签页登录").click()
    other = opened.value
    other.locator("[name=user_name]").fill("zhaoliu")
    other.locator("[name=password]").fill(PASSWORD)
    other.locator("[name=captcha]").fill(shown_answer(other))
    other.locator("main button[type=submit].btn-primary").click()
    other.get_by_role("heading", name="已重新登录").wait_for()
    other.close()
    page.get_by_text("留在这一页").click()
    assert page.locator("[name=office_location]").input_value() == "总部三楼"
    page.keyboard.press("Control+s")
    page.wait_for_url("**/me/")
    page.locator(".x-toast").wait_for()
    admin.refresh_from_db()
    assert admin.office_location == "总部三楼"


@pytest.mark.spec("ACC-015")
def test_two_minutes_before_the_end_the_page_asks_whether_somebody_is_there(
    browser_page: Any, live_url: str, axe_source: str, admin: User
) -> None:
    page = browser_page
    sign_in(page, live_url, admin)
    page.clock.install()
    page.goto(f"{live_url}/me/")
    from datetime import timedelta

    Session.objects.update(last_seen_at=now() - timedelta(minutes=28, seconds=30))
    page.clock.fast_forward("03:01")
    page.wait_for_selector("dialog[data-session=idle]:modal")
    keep_picture(page, "session-idle")
    assert faults(page, axe_source) == []
    page.get_by_text("继续使用").click()
    page.locator("dialog[data-session]").wait_for(state="detached")
    assert now() - Session.objects.get().last_seen_at < timedelta(minutes=1)  # type: ignore[operator]


@pytest.mark.spec("ACC-001")
@looks("light", "phone")
def test_the_first_start_from_the_first_page_to_the_first_sign_in(
    browser_page: Any, live_url: str, axe_source: str, look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FirstStartMiddleware, "configured", False)
    page = browser_page
    page.goto(f"{live_url}/anything/")
    assert page.url.endswith("/first-start/")
    keep_picture(page, f"first-start-{look}")
    assert faults(page, axe_source) == []
    assert sideways(page) <= 0
    page.locator("button.btn-primary").click()
    page.wait_for_selector(".x-errs")
    keep_picture(page, f"first-start-errors-{look}")
    assert faults(page, axe_source) == []
    for name, text in (
        ("user_name", "zhaoliu"), ("full_name", "赵六"), ("password", PASSWORD), ("password_again", PASSWORD),
        ("company_name", "示例商贸集团"), ("user_0_name", "lisi"), ("user_0_full_name", "李四"),
    ):  # fmt: skip
        page.locator(f"[name={name}]").fill(text)
    page.locator("button.btn-primary").click()
    page.get_by_role("heading", name="初始配置已完成").wait_for()
    keep_picture(page, f"first-start-done-{look}")
    assert faults(page, axe_source) == []
    page.get_by_text("去登录").click()
    page.wait_for_url("**/sign-in/")


@pytest.mark.spec("ACC-016")
def test_the_way_of_a_new_user_from_the_initial_password_to_the_first_page(
    browser_page: Any, live_url: str, axe_source: str, admin: User
) -> None:
    newcomer = make_user("newhand1", full_name="新同事", must_change_password=True, profile_completed_at=None)
    page = browser_page
    sign_in(page, live_url, newcomer)
    page.goto(f"{live_url}/users/")
    assert page.url.endswith("/me/first-password/")
    keep_picture(page, "first-password")
    assert faults(page, axe_source) == []
    page.locator("[name=old_password]").fill(PASSWORD)
    for name in ("password", "password_again"):
        page.locator(f"[name={name}]").fill("qing2kong8wan")
    page.locator("button.btn-primary").click()
    page.wait_for_url("**/me/set-up/")
    keep_picture(page, "set-up")
    assert faults(page, axe_source) == []
    page.locator("[name=office_location]").fill("总部三楼")
    page.locator("button.btn-primary").click()
    page.wait_for_url(lambda url: "/set-up/" not in url)
    assert page.url == f"{live_url}/workbench/"


@pytest.mark.spec("ACC-005")
def test_disabling_somebody_with_the_keyboard_and_the_picker(browser_page: Any, live_url: str, admin: User) -> None:
    other = User.objects.get(user_name="wangwu")
    page = browser_page
    sign_in(page, live_url, admin)
    page.goto(f"{live_url}/users/{other.pk}/")
    page.get_by_role("link", name="停用").click()
    page.wait_for_url("**/disable/")
    page.locator("[name=reason]").fill("离职")
    page.locator("button.btn-danger").click()
    page.wait_for_url(f"**/users/{other.pk}/")
    assert "已停用" in page.locator("main").inner_text()
    other.refresh_from_db()
    assert not other.is_active
