"""Keys and sessions at the API (ASVS V7, SEC-A1)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django.test import Client, RequestFactory
from ninja import NinjaAPI

from danshu.access.tests.factories import administrator, grant, staff
from danshu.entry import api as root
from danshu.entry.api_auth import ApiAuth
from danshu.identity.models import ApiToken, User
from danshu.identity.tests.factories import make_user
from danshu.kit.clock import now
from danshu.kit.permissions import CATALOGUE, Level
from danshu.kit.rest import Input, allowed_to
from danshu.kit.web import ActorRequest

pytestmark = pytest.mark.django_db
probe = NinjaAPI(urls_namespace="probe", auth=ApiAuth())
for exception, handler in root.api._exception_handlers.items():
    probe.add_exception_handler(exception, handler)


class Note(Input):
    text: str


@probe.get("/me")
@allowed_to("signed_in", areas=())
def me(request: ActorRequest) -> dict[str, Any]:
    return {"name": request.actor.name, "grants": sorted(request.actor.grants), "ip": request.actor.ip_address}


@probe.get("/log")
@allowed_to("audit.log.view")
def log(request: ActorRequest) -> dict[str, str]:
    return {"log": "read"}


@probe.post("/notes")
@allowed_to("signed_in", areas=())
def note(request: ActorRequest, payload: Note) -> dict[str, str]:
    return {"text": payload.text}


class Change(Input):
    text: str
    version: int | None = None


@probe.patch("/notes")
@allowed_to("signed_in", areas=())
def change(request: ActorRequest, payload: Change) -> dict[str, Any]:
    return {"text": payload.text, "version": payload.version}


@pytest.fixture(autouse=True)
def routes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from django.urls import clear_url_caches, path

    from danshu.entry import urls

    monkeypatch.setattr(urls, "urlpatterns", [path("api/probe/", probe.urls), *urls.urlpatterns])
    clear_url_caches()
    yield
    clear_url_caches()


def issue(user: User, *arguments: str) -> str:
    printed = io.StringIO()
    call_command("token", user.user_name, *arguments, stdout=printed)
    return printed.getvalue().strip()


def call(path: str, key: str, **more: Any) -> Any:
    return Client().get(f"/api/probe{path}", headers={"Authorization": f"Bearer {key}", **more})


@pytest.fixture
def auditor(db: None) -> User:
    return staff("AUD", "sunqi", full_name="孙七")


def test_a_key_acts_for_its_person_but_never_manages_accounts_or_rights() -> None:
    admin = administrator("zhaoliu", full_name="赵六")
    answer = call("/me", issue(admin))
    assert answer.status_code == 200
    grants = set(answer.json()["grants"])
    assert "audit.log.view" in grants
    assert not {code for code in grants if code.startswith(("identity.", "access."))}
    assert "signed_in" not in grants


def test_only_the_hash_of_a_key_is_kept(auditor: User) -> None:
    key = issue(auditor, "--days", "30", "--name", "ERP")
    token = ApiToken.objects.get()
    assert (token.name, key.startswith(token.prefix)) == ("ERP", True)
    assert token.expires_at is not None
    assert key not in str(token.__dict__)
    assert len(key) > 50


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Bearer é中文", "Basic eDp4", "bearer dsk_00000000_abc"])
def test_a_wrong_key_is_401_with_the_way_out(auditor: User, header: str) -> None:
    answer = Client().get(
        "/api/probe/me", headers={"Authorization": header.encode().decode("latin-1")} if header else {}
    )
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "not_signed_in"


@pytest.mark.parametrize("ended", ["revoked", "expired", "disabled", "address"])
def test_a_key_that_ended_does_not_work_any_more(auditor: User, ended: str) -> None:
    key = issue(auditor)
    assert call("/me", key).status_code == 200
    if ended == "revoked":
        ApiToken.objects.update(revoked_at=now())
    elif ended == "expired":
        ApiToken.objects.update(expires_at=now() - timedelta(seconds=1))
    elif ended == "disabled":
        User.objects.filter(pk=auditor.pk).update(is_active=False)
    else:
        User.objects.filter(pk=auditor.pk).update(allowed_addresses=["10.0.0.0/8"])
    assert call("/me", key).status_code == 401


def test_scopes_reduce_what_a_key_may_do(auditor: User) -> None:
    assert call("/log", issue(auditor, "--scopes", "audit:read")).status_code == 200
    assert call("/log", issue(auditor, "--scopes", "audit.log.view")).status_code == 200
    refused = call("/log", issue(auditor, "--scopes", "notices:read"))
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_a_scope_never_gives_what_the_person_does_not_have() -> None:
    user = make_user("nobody1")
    assert call("/log", issue(user, "--scopes", "audit:write")).status_code == 403


@pytest.mark.spec("COM-012")
@pytest.mark.parametrize(
    ("body", "header", "version"),
    [
        ({"version": 3}, "", 3), ({}, '"7"', 7), ({}, 'W/"7"', 7), ({"version": None}, "7", 7), ({"version": 3}, '"7"', 3),
        ({}, "", None), ({"version": None}, "", None), ({}, "*", None), ({}, '"x"', None), ({}, '""', None),
        ({}, '"99999999999"', None),
    ],
)  # fmt: skip
def test_a_change_names_the_version_that_was_read(
    auditor: User, body: dict[str, Any], header: str, version: int | None
) -> None:
    headers = {"Authorization": f"Bearer {issue(auditor)}"} | ({"If-Match": header} if header else {})
    answer = Client().patch(
        "/api/probe/notes", json.dumps({"text": "x", **body}), content_type="application/json", headers=headers
    )
    if version is None:
        assert (answer.status_code, answer.json()["code"]) == (428, "version_missing")
        assert "If-Match" in answer.json()["detail"]
    else:
        assert (answer.status_code, answer.json()["version"]) == (200, version)


@pytest.mark.spec("ACC-023")
@pytest.mark.parametrize(
    ("scopes", "reading", "written"),
    [
        (["catalog:read"], 403, "scope_missing"), (["catalog:write", "sales:read"], 403, "scope_missing"),
        (["announcements:read"], 200, "scope_missing"), (["announcements.announcement.edit"], 200, "scope_missing"),
        (["announcements:write"], 200, "forbidden"), ([], 200, "forbidden"),  # reading is noted by the person himself
    ],
)  # fmt: skip
def test_what_everybody_may_read_needs_a_scope_of_its_own_area(scopes: list[str], reading: int, written: str) -> None:
    key = issue(administrator("zhaoliu", full_name="赵六"), *(["--scopes", *scopes] if scopes else []))
    headers = {"Authorization": f"Bearer {key}"}
    read = Client().get("/api/v1/announcements", headers=headers)
    noted = Client().post("/api/v1/announcements/1/read", "", content_type="application/json", headers=headers)
    assert (read.status_code, noted.status_code, noted.json()["code"]) == (reading, 403, written)
    if reading == 403:
        assert (read.json()["code"], read.json()["title"]) == ("scope_missing", "这个密钥的范围不含 announcements:read")
    assert Client().get("/api/v1/dictionaries", headers=headers).status_code == 200


def test_reading_leaves_out_what_changes_something(auditor: User) -> None:
    grant(auditor, "parameters.configure" if "parameters.configure" in CATALOGUE else "audit.log.export")
    held = set(call("/me", issue(auditor, "--scopes", "audit:read", "parameters:read")).json()["grants"])
    assert held
    assert {CATALOGUE[code].level for code in held} <= {Level.VIEW, Level.PRINT, Level.EXPORT}


@pytest.mark.parametrize("scope", ["no:read", "identity:write", "access.role.edit", "audit"])
def test_an_unknown_or_forbidden_scope_is_refused_by_name(auditor: User, scope: str) -> None:
    with pytest.raises(CommandError, match=scope.split(".")[0]):
        issue(auditor, "--scopes", scope)
    assert not ApiToken.objects.exists()


def test_an_unknown_user_is_told() -> None:
    with pytest.raises(CommandError, match="nobody9"):
        call_command("token", "nobody9")


def test_the_last_use_is_written_once_a_minute(
    auditor: User, time_machine: Any, django_assert_max_num_queries: Any
) -> None:
    key = issue(auditor)
    call("/me", key)
    first = ApiToken.objects.get().last_used_at
    time_machine.move_to(now() + timedelta(seconds=30))
    with django_assert_max_num_queries(4):
        call("/me", key)
    assert ApiToken.objects.get().last_used_at == first
    time_machine.move_to(now() + timedelta(seconds=31))
    call("/me", key)
    assert ApiToken.objects.get().last_used_at != first


def test_a_page_of_ours_uses_its_session_with_a_csrf_token_for_writes(auditor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(auditor)
    assert client.get("/api/probe/me").status_code == 200
    body = {"data": json.dumps({"text": "x"}), "content_type": "application/json"}
    refused = client.post("/api/probe/notes", **body)
    assert (refused.status_code, refused.json()["code"]) == (403, "form_expired")
    client.get("/me/")
    token = client.cookies["danshu-csrf"].value
    assert client.post("/api/probe/notes", headers={"X-CSRFToken": token}, **body).status_code == 200


def test_a_key_needs_no_csrf_token_and_no_cookie_helps_a_wrong_key(auditor: User) -> None:
    key = issue(auditor)
    client = Client(enforce_csrf_checks=True)
    body: dict[str, Any] = {"data": json.dumps({"text": "x"}), "content_type": "application/json"}
    assert client.post("/api/probe/notes", headers={"Authorization": f"Bearer {key}"}, **body).status_code == 200
    client.force_login(auditor)
    assert client.get("/api/probe/me", headers={"Authorization": "Bearer wrong"}).status_code == 401


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("text/plain", "{}", 415),
        ("application/xml", "<x/>", 415),
        ("application/json", "{", 400),
        ("application/json", '{"text": "x", "more": 1}', 422),
        ("application/json", "{}", 422),
        ("application/json", '{"text": 5}', 422),
    ],
)
def test_malformed_bodies_are_told_as_problems(auditor: User, content_type: str, body: str, status: int) -> None:
    answer = Client().post(
        "/api/probe/notes", data=body, content_type=content_type, headers={"Authorization": f"Bearer {issue(auditor)}"}
    )
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_nobody_gets_in_without_auth() -> None:
    make_user()
    request: HttpRequest = RequestFactory().get("/api/v1/x")
    assert getattr(request, "actor", None) is None
    assert Client().get("/api/probe/me").status_code == 401


@pytest.mark.spec("ACC-004")
@pytest.mark.parametrize("is_set_up", [True, False])
def test_an_initial_password_opens_no_address_of_the_api(is_set_up: bool) -> None:
    user = make_user("newhand1", profile_completed_at=now() if is_set_up else None)
    key, browser = issue(user), Client()
    browser.force_login(user)
    assert (browser.get("/api/probe/me").status_code, call("/me", key).status_code) == (200, 200)
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    write = browser.post("/api/probe/notes", {"text": "x"}, content_type="application/json")
    for answer in (browser.get("/api/probe/me"), write, call("/me", key), browser.get("/api/v1/orders")):
        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
        assert answer.json()["code"] == "password_change_required"
        assert answer.json()["detail"] == "先在浏览器里登录并设置自己的密码"
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    assert call("/me", key).status_code == 200


def test_malformed_json_is_a_400_that_says_400(auditor: User) -> None:
    response = send(issue(auditor), "{not json")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    told = response.json()
    assert (told["status"], told["code"], told["title"]) == (400, "malformed", "请求格式不正确")
    assert told["errors"][0]["field"] == "body"


def test_a_body_beyond_the_limit_is_a_413_with_the_limit(auditor: User) -> None:
    response = send(issue(auditor), json.dumps({"text": "x" * (5 << 20)}))
    assert (response.status_code, response.headers["Content-Type"]) == (413, "application/problem+json")
    told = response.json()
    assert (told["status"], told["code"], told["title"]) == (413, "body_too_large", "请求的内容超过 5 MB")
    assert told["detail"] == "分成几次发送"


def test_a_form_beyond_the_limit_is_a_page_that_says_so(db: None) -> None:
    kind = "application/x-www-form-urlencoded"
    response = Client().post("/sign-in/", "user_name=" + "x" * (5 << 20), content_type=kind)
    assert response.status_code == 413
    assert "请求的内容超过 5 MB" in response.content.decode()


def send(key: str, body: str) -> Any:
    headers = {"Authorization": f"Bearer {key}"}
    return Client().post("/api/probe/notes", body, content_type="application/json", headers=headers)


@pytest.mark.spec("COM-008", "COM-019")
@pytest.mark.parametrize(
    ("language", "texts"), [("zh-hans", {"必填", "没有这个字段"}), ("en", {"Required", "There is no such field"})]
)
def test_the_shape_of_a_body_is_told_in_the_callers_language(auditor: User, language: str, texts: set[str]) -> None:
    User.objects.filter(pk=auditor.pk).update(language=language)
    answer = Client().post(
        "/api/probe/notes", json.dumps({"colour": "red"}), content_type="application/json",
        headers={"Authorization": f"Bearer {issue(auditor)}", "Accept-Language": language},
    )  # fmt: skip
    assert answer.status_code == 422
    assert {error["message"] for error in answer.json()["errors"]} == texts
    assert {error["field"] for error in answer.json()["errors"]} == {"text", "colour"}
