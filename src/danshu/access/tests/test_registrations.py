"""Employees apply for an account; an administrator decides (ACC-006)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danshu.access.models import Role, UserRole
from danshu.access.operations.decide_registration import approve_registration, refuse_registration
from danshu.access.tests.factories import actor_of, staff
from danshu.identity.authentication import AwaitingApproval, WrongSignIn, authenticate
from danshu.identity.models import Registration, SignInLog, User
from danshu.identity.operations.register_staff import MOST_TRIES, RegisteredTooOften
from danshu.identity.registrations import AlreadyDecided
from danshu.identity.tests.factories import make_unit, make_user
from danshu.identity.web import registering
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors, Forbidden
from danshu.kit.expiry import EXPIRING
from danshu.notices.models import Notice, OutgoingMessage
from danshu.parameters.operations.change_parameters import change_parameters

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACC-006")]
SYSTEM = Actor.system()
PASSWORD = "river-stone-77"


@pytest.fixture
def is_open(db: None) -> None:
    change_parameters(changes={"staff_self_registration": True}, actor=SYSTEM, at=now() - timedelta(minutes=1))


def typed(user_name: str = "zhangsan", **more: Any) -> dict[str, Any]:
    key = CaptchaStore.generate_key()
    given = {
        "user_name": user_name, "full_name": "示例张三", "email": "zhangsan@example.com", "phone": "13800000001",
        "employee_number": "E-9", "position": "销售", "language": "zh-hans", "password": PASSWORD,
        "password_again": PASSWORD, "captcha_key": key, "captcha": CaptchaStore.objects.get(hashkey=key).response,
    }  # fmt: skip
    return {**given, **more}


def apply(user_name: str = "zhangsan", **more: Any) -> Registration:
    answer = Client().post("/register/", typed(user_name, **more))
    assert answer.status_code == 303, answer.content.decode()
    return Registration.objects.get(user_name=user_name, state="waiting")


def sign_in(user_name: str = "zhangsan", password: str = PASSWORD) -> User:
    return authenticate(user_name=user_name, password=password, ip_address="127.0.0.1", device="x", at=now()).user


def test_without_the_parameter_there_is_neither_page_nor_link(admin: User) -> None:
    assert Client().get("/register/").status_code == 404
    assert Client().post("/register/", typed()).status_code == 404
    assert "/register/" not in Client().get("/sign-in/").content.decode()
    assert not Registration.objects.exists()


@pytest.mark.usefixtures("is_open")
def test_an_applicant_waits_and_only_the_right_password_is_told(admin: User) -> None:
    assert "/register/" in Client().get("/sign-in/").content.decode()
    found = apply()

    assert (found.full_name, found.email, found.position, User.objects.filter(user_name="zhangsan").exists()) == (
        "示例张三", "zhangsan@example.com", "销售", False,
    )  # fmt: skip
    with pytest.raises(AwaitingApproval) as waiting:
        sign_in()
    assert "等待管理员审批" in str(waiting.value)
    for name, password in (("zhangsan", "wrong-stone-77"), ("lisi0001", PASSWORD)):
        with pytest.raises(WrongSignIn):
            sign_in(name, password)
    assert list(SignInLog.objects.order_by("pk").values_list("result", flat=True)) == [
        "awaiting_approval", "unknown_user", "unknown_user",
    ]  # fmt: skip
    notice = Notice.objects.get(user_id=admin.pk, kind="identity.registered")
    assert "示例张三" in notice.text


@pytest.mark.usefixtures("is_open")
def test_the_page_says_awaiting_approval() -> None:
    apply()
    key = CaptchaStore.generate_key()
    answer = CaptchaStore.objects.get(hashkey=key).response
    given = {"user_name": "zhangsan", "password": PASSWORD, "captcha_key": key, "captcha": answer}
    page = Client().post("/sign-in/", given)
    assert (page.status_code, "账号正在等待管理员审批" in page.content.decode()) == (403, True)


@pytest.mark.usefixtures("is_open")
def test_approval_makes_the_account_with_its_roles_and_writes_a_mail(admin: User) -> None:
    found = apply()
    role = Role.objects.get(code="SLS")
    done = approve_registration(
        registration_id=found.pk, unit_id=admin.unit_id, position="销售", role_ids=[role.pk], version=1,
        actor=actor_of(admin), at=now(),
    )  # fmt: skip

    user = User.objects.get(user_name="zhangsan")
    assert (done.state, done.user_id, done.password) == ("approved", user.pk, "")
    assert (user.full_name, user.unit_id, user.employee_number, user.must_change_password) == (
        "示例张三", admin.unit_id, "E-9", False,
    )  # fmt: skip
    assert list(UserRole.objects.filter(user=user).values_list("role__code", flat=True)) == ["SLS"]
    assert sign_in().pk == user.pk
    granted = set(actor_of(user).grants)
    assert granted == set(actor_of(staff("SLS")).grants)
    mail = OutgoingMessage.objects.get(address="zhangsan@example.com")
    assert "已经开通" in mail.body
    with pytest.raises(AlreadyDecided):
        refuse_registration(registration_id=found.pk, reason="晚了", actor=actor_of(admin), at=now())


@pytest.mark.usefixtures("is_open")
def test_a_refusal_has_a_reason_which_the_applicant_gets(admin: User) -> None:
    found = apply()
    with pytest.raises(FieldErrors):
        refuse_registration(registration_id=found.pk, reason=" ", actor=actor_of(admin), at=now())
    refuse_registration(registration_id=found.pk, reason="不是本公司员工", actor=actor_of(admin), at=now())

    found.refresh_from_db()
    assert (found.state, found.reason, found.password, User.objects.filter(user_name="zhangsan").exists()) == (
        "refused", "不是本公司员工", "", False,
    )  # fmt: skip
    assert "不是本公司员工" in OutgoingMessage.objects.get(address="zhangsan@example.com").body
    with pytest.raises(WrongSignIn):
        sign_in()
    apply()  # he may try again


@pytest.mark.usefixtures("is_open")
def test_roles_are_needed_and_the_right_to_grant(admin: User) -> None:
    found = apply()
    with pytest.raises(FieldErrors):
        approve_registration(registration_id=found.pk, unit_id=None, role_ids=[], actor=actor_of(admin), at=now())
    seller = actor_of(staff("SLS"))
    for decide in (
        lambda: approve_registration(registration_id=found.pk, unit_id=None, role_ids=[1], actor=seller, at=now()),
        lambda: refuse_registration(registration_id=found.pk, reason="x", actor=seller, at=now()),
    ):
        with pytest.raises(Forbidden):
            decide()
    assert Registration.objects.get().state == "waiting"


@pytest.mark.usefixtures("is_open")
@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"user_name": "abc"}, "4 到 16 个"),
        ({"full_name": ""}, "填写姓名"),
        ({"email": "x"}, "邮箱"),
        ({"password": "12345678", "password_again": "12345678"}, "密码"),
        ({"password_again": "other-stone-77"}, "两次输入的密码不一致"),
        ({"captcha": "nope"}, "验证码不正确或已过期"),
        ({"user_name": "ZHAOLIU"}, "用户名已被使用"),
    ],
)  # fmt: skip
def test_wrong_entries_are_told_and_the_others_stay(admin: User, wrong: dict[str, str], text: str) -> None:
    answer = Client().post("/register/", typed(**wrong))
    page = answer.content.decode()
    assert (answer.status_code, text in page, "13800000001" in page) == (422, True, True)
    assert PASSWORD not in page
    assert not Registration.objects.exists()


@pytest.mark.usefixtures("is_open")
def test_a_name_waits_once_and_a_network_applies_five_times_an_hour() -> None:
    apply("zhangsan")
    taken = Client().post("/register/", typed("ZhangSan"))
    assert (taken.status_code, "用户名已被使用" in taken.content.decode()) == (422, True)
    for number in range(4):
        apply(f"worker{number}")
    refused = Client().post("/register/", typed("worker9"))
    assert refused.status_code == RegisteredTooOften.status == 429
    assert int(refused["Retry-After"]) > 3000
    assert Registration.objects.count() == 5


@pytest.mark.usefixtures("is_open")
@pytest.mark.spec("ACC-006")
def test_a_network_that_tries_names_learns_twenty_and_then_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    make_user("lisi0009")
    tried = [Client().post("/register/", typed("lisi0009")).status_code for _number in range(MOST_TRIES)]
    hashed: list[str] = []
    monkeypatch.setattr(registering, "prepare_password", lambda raw, **_facts: hashed.append(raw))

    taken, free = (Client().post("/register/", typed(name)) for name in ("lisi0009", "nobody99"))

    assert set(tried) == {422}
    assert (taken.status_code, free.status_code) == (429, 429)
    assert 3000 < int(taken["Retry-After"]) <= 3600
    assert (hashed, Registration.objects.count()) == ([], 0)


@pytest.mark.usefixtures("is_open")
def test_the_administrator_sees_the_count_and_decides_on_pages(desk: Client) -> None:
    found = apply()
    home = desk.get("/users/").content.decode()
    assert "/staff-registrations/" in home
    listed = desk.get("/staff-registrations/").content.decode()
    assert ("示例张三" in listed, "待审批" in listed) == (True, True)
    role = Role.objects.get(code="SLS")
    page = desk.get(f"/staff-registrations/{found.pk}/approve/")
    assert page.status_code == 200
    answer = desk.post(
        f"/staff-registrations/{found.pk}/approve/",
        {"unit": str(make_unit("示例公司").pk), "position": "销售", "roles": [str(role.pk)], "version": "1"},
    )
    assert (answer.status_code, User.objects.filter(user_name="zhangsan").exists()) == (303, True)
    assert "/users/" in desk.get(f"/staff-registrations/{found.pk}/").content.decode()


@pytest.mark.usefixtures("is_open")
def test_the_list_costs_the_same_for_any_number(desk: Client) -> None:
    apply()

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get("/staff-registrations/").status_code == 200
        return len(asked)

    few = cost()
    for number in range(4):
        apply(f"worker{number}")
    assert cost() == few


@pytest.mark.usefixtures("is_open")
def test_what_nobody_decided_is_cleaned_by_age() -> None:
    found = apply()
    kind = EXPIRING["identity.registrations"]
    assert list(kind.rows(now())) == [found]
    assert not kind.rows(now() - timedelta(days=30)).exists()
