"""Addresses, passwords, names, fields and devices by themselves."""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory, override_settings

from danshu.identity.models import User
from danshu.identity.operations.create_user import UserData, create_user
from danshu.identity.rules.addresses import is_allowed, parse_addresses
from danshu.identity.rules.fields import check_fields
from danshu.identity.rules.names import UserNameTaken, is_user_name
from danshu.identity.rules.passwords import (
    _dummy,
    generated_password,
    is_common,
    matches,
    password_problems,
    prepare_password,
)
from danshu.identity.tests.factories import NOON, make_user
from danshu.identity.traces import traces_of_user
from danshu.identity.web.devices import device_label
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors


@pytest.mark.spec("ACC-012")
@pytest.mark.parametrize(
    ("address", "lists", "allowed"),
    [
        ("10.1.2.3", [], True),
        ("10.1.2.3", [[], []], True),
        ("10.1.2.3", [["10.1.0.0/16"]], True),
        ("10.2.2.3", [["10.1.0.0/16"]], False),
        ("10.2.2.3", [["10.1.0.0/16", "10.2.2.3"]], True),
        ("10.1.2.3", [["10.0.0.0/8"], ["10.1.2.0/24"]], True),
        ("10.1.3.3", [["10.0.0.0/8"], ["10.1.2.0/24"]], False),
        ("::ffff:10.1.2.3", [["10.1.0.0/16"]], True),
        ("2001:db8::1", [["2001:db8::/32"]], True),
        ("2001:db8::1", [["10.0.0.0/8"]], False),
        (None, [["10.0.0.0/8"]], False),
    ],
)
def test_an_address_has_to_be_in_every_list_that_names_any(
    address: str | None, lists: list[list[str]], allowed: bool
) -> None:
    assert is_allowed(address, lists) is allowed


def test_addresses_are_read_line_by_line_and_told_when_wrong() -> None:
    assert parse_addresses("10.0.0.8，10.1.2.3/24\n\n 10.0.0.8 ") == ["10.0.0.8", "10.1.2.0/24"]
    with pytest.raises(FieldErrors) as refusal:
        parse_addresses("10.0.0.8\noffice\n1.2.3.4/40")
    assert [p.code for p in refusal.value.problems] == ["malformed", "malformed"]
    with pytest.raises(FieldErrors):
        parse_addresses("\n".join(f"10.0.0.{i}" for i in range(51)))


@pytest.mark.spec("ACC-007")
@pytest.mark.parametrize("name", ["abcd", "Abcd1234", "a" * 16, "1234"])
def test_four_to_sixteen_letters_and_digits_are_a_name(name: str) -> None:
    assert is_user_name(name)


@pytest.mark.spec("ACC-007")
@pytest.mark.parametrize("name", ["abc", "abc_1", "张三abc", "ab cd", "a" * 17, "", "abcd\n", "ａｂｃｄ", "user@x"])
def test_everything_else_is_none(name: str) -> None:
    assert not is_user_name(name)


@pytest.mark.spec("ACC-007")
@pytest.mark.django_db
def test_the_database_holds_form_and_uniqueness_of_names_too() -> None:
    make_user("Abcd1234")
    for name, constraint in (("ab c", "user_name_form"), ("aBCD1234", "user_name_unique")):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            make_user(name)
    with pytest.raises(UserNameTaken):
        create_user(
            user_name="ABCD1234", data=UserData(full_name="李四"), actor=Actor.system(), at=NOON,
            password=prepare_password("qing2kong8wan", user_name="ABCD1234"),
        )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"full_name": ""}, "full_name"),
        ({"full_name": "长" * 51}, "full_name"),
        ({"full_name": "a\x00b"}, "full_name"),
        ({"full_name": "李四", "email": "no mail"}, "email"),
        ({"full_name": "李四", "phone": "x"}, "phone"),
        ({"full_name": "李四", "language": "fr"}, "language"),
        ({"full_name": "李四", "employee_number": "9" * 31}, "employee_number"),
        ({"full_name": "李四", "manager_id": 999}, "manager_id"),
        ({"full_name": "李四", "unit_id": 999}, "unit_id"),
    ],
)
def test_an_operation_refuses_what_a_form_would_refuse(data: dict[str, Any], field: str) -> None:
    from danshu.kit.errors import DomainError

    with pytest.raises(DomainError) as refusal:
        create_user(
            user_name="lisi", data=UserData(**data), actor=Actor.system(), at=NOON,
            password=prepare_password("qing2kong8wan", user_name="lisi"),
        )  # fmt: skip
    named = (
        [p.field for p in refusal.value.problems] if isinstance(refusal.value, FieldErrors) else [refusal.value.field]
    )
    assert named == [field]
    assert not User.objects.exists()


def test_fields_name_all_problems_at_once() -> None:
    with pytest.raises(FieldErrors) as refusal:
        check_fields(User, {"full_name": "", "email": "x", "time_zone": "Mars/Base"})
    assert [p.field for p in refusal.value.problems] == ["full_name", "email", "time_zone"]


@pytest.mark.spec("ACC-014")
@pytest.mark.parametrize(
    "raw", ["password1", "Abcd1234", "qwerty123", "12345678a", "Danshu2026", "admin@123", "dingdan888", "aaaaaaa1"]
)
def test_common_passwords_are_known(raw: str) -> None:
    assert is_common(raw)


def test_the_own_name_in_pinyin_is_no_password() -> None:
    assert is_common("zhangsan88", "张三")
    assert not is_common("zhangsan88", "李四")


@pytest.mark.django_db
def test_generated_passwords_pass_the_rules_and_differ() -> None:
    made = {generated_password() for _i in range(200)}
    assert len(made) == 200
    assert [problem for raw in made for problem in password_problems(raw, user_name="lisi")] == []


def test_passwords_are_compared_to_the_last_character_and_no_further() -> None:
    from django.contrib.auth.hashers import make_password

    stored = make_password("x" * 128)
    assert matches("x" * 128, stored)
    assert not matches("x" * 127, stored)
    assert not matches("x" * 129, stored)
    assert not matches("anything", None)


@pytest.mark.slow
@pytest.mark.spec("ACC-011")
def test_an_unknown_account_costs_as_much_time_as_a_known_one() -> None:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        from django.contrib.auth.hashers import make_password

        _dummy.cache_clear()
        known = make_password("the right one 1")
        matches("warm up", None)
        times: dict[str, list[float]] = {"known": [], "unknown": []}
        for _i in range(20):
            for name, stored in (("known", known), ("unknown", None)):
                begun = time.perf_counter()
                matches("a wrong one 1", stored)
                times[name].append(time.perf_counter() - begun)
    _dummy.cache_clear()
    one, other = (statistics.median(times[name]) for name in ("known", "unknown"))
    assert 0.5 < one / other < 2


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36",
            "Chrome 141 · Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0", "Edge 141 · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Safari/604.1 MicroMessenger/8.0.40", "WeChat 8 · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox 140 · Linux"),
        ("curl/8.4.0", "curl/8.4.0"),
        ("", "—"),
    ],
)
def test_devices_are_named_in_words(agent: str, label: str) -> None:
    assert device_label(RequestFactory().get("/", headers={"User-Agent": agent})) == label


@pytest.mark.django_db
def test_a_person_without_any_record_has_no_traces() -> None:
    assert traces_of_user(make_user().pk) == []
