"""What is tried in vain has no effect, is answered as ever, and stands in the log (SYS-032)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danshu.audit.tests.pages import words
from danshu.identity.models import User
from danshu.identity.tests.factories import PASSWORD, make_unit, make_user
from danshu.identity.tests.test_recovery import mailed, other
from danshu.identity.tests.test_sign_in import post
from danshu.identity.web import recovery
from danshu.kit.actor import Actor
from danshu.kit.errors import Forbidden
from danshu.parties.models import Customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.tests.factories import make_customer, person, source_id
from danshu.parties.tests.test_pages import fields_of
from danshu.security.models import Attempt
from danshu.security.tests.factories import told

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-032")]
SCRIPT = "示例<script>alert(1)</script>超市"

FILLED = {
    "contacts-0-name": SCRIPT, "contacts-0-mobile": "13800000001", "addresses-0-recipient": "吴九", "addresses-0-street": "示例路 1 号",
}  # fmt: skip

Browser = Callable[[Actor], Client]


@pytest.fixture
def browser() -> Browser:
    def opened(actor: Actor, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return opened


@pytest.fixture
def seller() -> Actor:
    return person("SLS", unit=make_unit("示例华东分公司"), name="示例李四")


@pytest.fixture
def foreign() -> Customer:
    """A customer of somebody else in another branch."""
    return make_customer(person("SLS", unit=make_unit("示例华南分公司"), name="示例王五"))


def nowhere(key: int) -> int:
    """A number of no record, as long as this one."""
    return int("9" * len(str(key)))


def without(answer: Any, key: int) -> tuple[int, str, dict[str, str]]:
    """What a person or program reads of an answer, but the number that was asked for."""
    return (
        answer.status_code,
        words(answer).replace(f"/customers/{key}", "/customers/#"),
        dict(answer.headers),
    )


# ---- Done when --------------------------------------------------------------------------------------------------------
def test_a_foreign_record_number_is_answered_like_one_that_never_was_and_logged(
    browser: Browser, seller: Actor, foreign: Customer
) -> None:
    client, answers, costs = browser(seller), [], []
    client.get("/customers/")  # whatever is learnt once has been learnt
    for key in (foreign.pk, nowhere(foreign.pk)):
        with CaptureQueriesContext(connection) as statements:
            answers.append(without(client.get(f"/customers/{key}/"), key))
        costs.append(len(statements))
    assert (answers[0][0], foreign.name in answers[0][1]) == (404, False)
    assert answers[0] == answers[1]
    assert costs[0] == costs[1]
    assert sum(count for _kind, _who, _place, count in told()) == 2
    assert told()[0][:3] == ("missing", "示例李四", f"GET /customers/{foreign.pk}/")


def test_a_foreign_record_number_through_the_api_is_logged_too(
    browser: Browser, seller: Actor, foreign: Customer
) -> None:
    client = browser(seller)
    keys = (foreign.pk, nowhere(foreign.pk))
    answers = [without(client.get(f"/api/v1/customers/{key}"), key) for key in keys]
    assert answers[0][0] == 404
    assert answers[0] == answers[1]
    assert sum(count for _kind, _who, _place, count in told()) == 2
    assert told()[0][:3] == ("missing", "示例李四", f"GET /api/v1/customers/{foreign.pk}")


def test_a_script_in_a_name_is_a_name_and_logged(browser: Browser, seller: Actor) -> None:
    client = browser(seller)
    new = "/customers/new/"
    assert (
        client.post(new, fields_of(client, new) | {"name": SCRIPT, **FILLED, "source": str(source_id())}).status_code
        == 303
    )
    customer = Customer.objects.get()
    page = client.get(f"/customers/{customer.pk}/").content.decode()
    assert customer.name == SCRIPT
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)&lt;/script&gt;" in page) == (False, True)
    assert told() == [("script", "示例李四", "POST /customers/new/", 1)]


def test_repeated_guessing_opens_nothing_and_is_logged_without_what_was_typed(client: Client) -> None:
    zhao = make_user("zhaoliu")
    statuses = [post(client, "zhaoliu", f"guess number {number}").status_code for number in range(5)]
    statuses.append(post(client, "zhaoliu", PASSWORD).status_code)
    assert statuses == [422, 422, 422, 422, 429, 429]
    assert told() == [("password", "", zhao.user_name, 5), ("locked", "", zhao.user_name, 1)]
    post(Client(REMOTE_ADDR="10.1.2.3"), "my secret typed here", "guess")
    assert Attempt.objects.get(ip_address="10.1.2.3").place == "POST /sign-in/"


# ---- the other kinds --------------------------------------------------------------------------------------------------
def test_a_request_without_permission_is_logged_and_the_clerk_cannot_open_the_log(
    browser: Browser, seller: Actor
) -> None:
    client = browser(seller)
    assert client.get("/logs/security/").status_code == 403
    assert client.get("/logs/security/?export=xlsx").status_code == 403
    assert told() == [("forbidden", "示例李四", "GET /logs/security/", 2)]


@pytest.mark.django_db(transaction=True)
def test_the_entry_survives_the_rollback_of_the_refused_request(
    browser: Browser, seller: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, client = make_customer(seller, name="示例青禾"), browser(seller)

    def half(**_given: Any) -> None:
        Customer.objects.update(name="示例改了一半")
        raise Forbidden(function="x")

    monkeypatch.setattr(edit_customer, "function", half)
    path = f"/api/v1/customers/{customer.pk}"
    csrf = client.get("/customers/").cookies["danshu-csrf"].value
    answer = client.patch(
        path, {"name": "示例新名", "version": customer.version}, "application/json", headers={"X-CSRFToken": csrf}
    )
    assert answer.status_code == 403
    assert Customer.objects.get().name == "示例青禾"
    assert told() == [("forbidden", "示例李四", f"PATCH {path}", 1)]


def test_a_form_without_its_token_changes_nothing_and_is_logged(browser: Browser, seller: Actor) -> None:
    client = browser(seller, enforce_csrf_checks=True)  # type: ignore[call-arg]
    assert client.post("/customers/new/", {"name": "示例"}).status_code == 403
    assert (Customer.objects.count(), told()) == (0, [("form", "示例李四", "POST /customers/new/", 1)])


@pytest.mark.parametrize("key", ["dk_wrong", "", "密钥"])
def test_an_invalid_key_of_the_api_is_logged_and_no_key_is_not(client: Client, key: str) -> None:
    make_user()
    assert client.get("/api/v1/customers", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    assert client.get("/api/v1/customers").status_code == 401
    assert told() == [("token", "", "GET /api/v1/customers", 1)]


def test_a_link_that_was_never_given_is_logged_by_its_pattern(client: Client) -> None:
    make_user()
    assert client.get(f"/password-link/{'s' * 43}/").status_code == 404
    assert told() == [("token", "", "GET /password-link/<slug:secret>/", 1)]


def test_a_refused_file_is_logged(browser: Browser, seller: Actor) -> None:
    client, customer = browser(seller), make_customer(seller)
    program = SimpleUploadedFile("a.pdf", b"MZ" + b"\0" * 200)
    answer = client.post(f"/records/parties.customer/{customer.pk}/files/", {"files": program, "form_token": "f"})
    assert answer.status_code == 422
    assert told() == [("upload", "示例李四", f"POST /records/parties.customer/{customer.pk}/files/", 1)]


def test_a_body_that_is_too_large_is_logged(browser: Browser, seller: Actor, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = browser(seller).post("/api/v1/customers", "x" * 200, content_type="application/json")
    assert answer.status_code in (400, 413)
    assert [kind for kind, _who, _place, _count in told()] == ["upload"]


def test_wrong_codes_and_too_many_requests_of_a_recovery_are_logged(client: Client) -> None:
    make_user("lisi", email="lisi@example.com")
    begun = {"step": "send", "token": recovery._signed(name="lisi")}
    first, again = client.post("/recover/", begun), client.post("/recover/", begun)
    wrong = client.post("/recover/", {"step": "code", "token": first.context["token"], "code": other(mailed())})
    assert (first.status_code, again.status_code, wrong.status_code) == (200, 429, 422)
    assert told() == [("limit", "", "POST /recover/", 1), ("password", "", "POST /recover/", 1)]


# ---- nothing noted, nothing written -----------------------------------------------------------------------------------
def test_what_is_no_attempt_costs_nothing_and_leaves_nothing(browser: Browser, seller: Actor) -> None:
    client = browser(seller)
    new = "/customers/new/"
    with CaptureQueriesContext(connection) as statements:
        assert client.get("/customers/").status_code == 200
        assert client.post(new, {"name": ""}).status_code == 422
        assert client.get("/wp-login.php").status_code == 404
    assert not [each for each in statements if "security_attempt" in each["sql"]]
    assert told() == []
