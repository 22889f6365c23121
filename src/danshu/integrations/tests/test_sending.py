"""Events reach other systems: signed, in order, again after failures, not too fast, and never inside our network."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from danshu.integrations import outgoing, sending
from danshu.integrations.errors import DispatchNotFinished
from danshu.integrations.messages import signing_key
from danshu.integrations.models import Dispatch
from danshu.integrations.operations.renew_signing_key import renew_signing_key
from danshu.integrations.operations.resend_dispatch import resend_dispatch
from danshu.integrations.outgoing import Answer, NotAllowed, is_public, post, resolved, target_of
from danshu.integrations.sending import MAX_ATTEMPTS, claim, send_due
from danshu.integrations.tests.factories import NOON, SETTER, approve, make_endpoint
from danshu.integrations.tests.stub import Stub
from danshu.kit.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-030")]


def statuses() -> list[str]:
    return list(Dispatch.objects.order_by("pk").values_list("status", flat=True))


def test_a_webhook_gets_the_event_signed_and_once(other: Stub) -> None:
    endpoint = make_endpoint(other.url)
    make_endpoint(other.url, name="停用的", active=False)
    approve()
    assert (send_due(at=NOON), send_due(at=NOON + timedelta(hours=1))) == (1, 0)
    ((path, headers, body),) = other.requests
    assert path == "/hook"
    (data,) = other.bodies
    assert (data["event"], data["subject"], data["data"]["number"]) == (
        "sales.OrderApproved", "sales.order:1", "SO-260918-0001",
    )  # fmt: skip
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    expected = hmac.new(signing_key(endpoint).encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Webhook-Signature"] == f"sha256={expected}"
    assert statuses() == ["sent"]


def test_another_generation_signs_with_another_key(other: Stub) -> None:
    endpoint = make_endpoint(other.url)
    before = signing_key(endpoint)
    assert signing_key(renew_signing_key(endpoint_id=endpoint.pk, actor=SETTER, at=NOON)) != before


@pytest.mark.parametrize(("status", "answer"), [(500, b"no"), (302, b""), (404, b"")])
def test_what_is_refused_is_tried_again_later_and_parked_in_the_end(other: Stub, status: int, answer: bytes) -> None:
    other.status, other.answer, other.location = status, answer, "http://127.0.0.1:1/elsewhere"
    make_endpoint(other.url)
    approve()
    at = NOON
    for _turn in range(MAX_ATTEMPTS):
        assert send_due(at=at) == 1
        at += timedelta(hours=3)
    row = Dispatch.objects.get()
    assert (row.status, row.attempts, row.answer) == ("failed", MAX_ATTEMPTS, f"HTTP {status}")
    assert (send_due(at=at), len(other.requests)) == (0, MAX_ATTEMPTS)
    other.status, other.location = 200, ""
    resend_dispatch(dispatch_id=row.pk, actor=Actor.system(), at=at)
    with pytest.raises(DispatchNotFinished):
        resend_dispatch(dispatch_id=row.pk, actor=Actor.system(), at=at)
    assert (send_due(at=at), statuses()) == (1, ["sent"])


def test_a_failing_receiver_delays_no_other_and_keeps_the_order_of_a_record(other: Stub) -> None:
    broken = (
        make_endpoint("http://127.0.0.1:1/none", name="坏的") if outgoing.STUBS.add(("127.0.0.1", 1)) is None else None
    )
    try:
        make_endpoint(other.url)
        approve(1, "SO-1")
        approve(1, "SO-1b")
        approve(2, "SO-2")
        assert send_due(at=NOON) == 5  # the second of order 1 waits behind its first at the broken one
        assert [data["data"]["number"] for data in other.bodies] == ["SO-1", "SO-1b", "SO-2"]
        assert broken is not None
        assert list(Dispatch.objects.filter(endpoint=broken).order_by("pk").values_list("attempts", flat=True)) == [
            1,
            0,
            1,
        ]
    finally:
        outgoing.STUBS.discard(("127.0.0.1", 1))


def test_a_process_that_died_while_sending_leaves_it_to_the_next(other: Stub) -> None:
    make_endpoint(other.url)
    approve()
    assert claim(NOON) is not None  # and nothing more comes of it
    assert send_due(at=NOON + timedelta(seconds=30)) == 0
    assert (send_due(at=NOON + timedelta(seconds=61)), statuses()) == (1, ["sent"])


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
def test_a_robot_says_it_in_words_and_signed_where_it_asks_for_that(other: Stub, kind: str) -> None:
    make_endpoint(other.url + "?key=k", kind=kind, secret="SEC1" if kind != "wecom" else "")
    approve()
    assert send_due(at=NOON) == 1
    ((path, _headers, _body),), (data,) = other.requests, other.bodies
    text = "订单审核通过：SO-260918-0001、CNY 23196.00"
    assert (data.get("content") or data["text"]) in ({"text": text}, {"content": text})
    stamp = int(NOON.timestamp())
    if kind == "dingtalk":
        query = parse_qs(urlsplit(path).query)
        signed = hmac.new(b"SEC1", f"{stamp * 1000}\nSEC1".encode(), hashlib.sha256).digest()
        assert query == {"key": ["k"], "timestamp": [str(stamp * 1000)], "sign": [base64.b64encode(signed).decode()]}
    if kind == "feishu":
        signed = hmac.new(f"{stamp}\nSEC1".encode(), b"", hashlib.sha256).digest()
        assert (data["timestamp"], data["sign"]) == (str(stamp), base64.b64encode(signed).decode())
    assert statuses() == ["sent"]


def test_a_robot_that_says_no_with_200_has_not_taken_it(other: Stub) -> None:
    other.answer = b'{"errcode": 93000, "errmsg": "invalid webhook url"}'
    make_endpoint(other.url, kind="wecom")
    approve()
    send_due(at=NOON)
    assert Dispatch.objects.get().answer == "93000 invalid webhook url"


def test_a_robot_is_told_at_most_twenty_things_a_minute_and_nothing_is_lost(other: Stub) -> None:
    make_endpoint(other.url, kind="wecom")
    for number in range(25):
        approve(number + 1, f"SO-{number}")
    assert send_due(at=NOON) == 20
    assert send_due(at=NOON + timedelta(seconds=59)) == 0
    assert send_due(at=NOON + timedelta(seconds=61)) == 5
    assert statuses() == ["sent"] * 25


def test_a_slow_or_endless_answer_is_cut_off(other: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.3)
    other.pause_seconds = 5
    assert post(other.url, b"{}", {}).status == 0
    other.pause_seconds, other.answer = 0, b"x" * 1_000_000
    assert len(post(other.url, b"{}", {}).text) == outgoing.MOST_BYTES


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "https://example.com:22/", "https://user:pw@example.com/", "ftp://example.com/", "example.com",
        "https://", "https://exa mple.com/", "https://[::1", "",
    ],
)  # fmt: skip
def test_addresses_that_nothing_is_sent_to(url: str) -> None:
    with pytest.raises(NotAllowed):
        target_of(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("127.0.0.1", False), ("10.1.2.3", False), ("192.168.0.1", False), ("169.254.169.254", False),
        ("100.100.100.200", False), ("0.0.0.0", False), ("224.0.0.1", False), ("192.0.0.8", False),
        ("::1", False), ("::ffff:8.8.8.8", False), ("fe80::1", False), ("fd00::1", False), ("64:ff9b::808:808", False),
        ("2002:808:808::1", False), ("2001:db8::1", False), ("8.8.8.8", True), ("2400:3200::1", True),
    ],
)  # fmt: skip
def test_only_the_open_internet_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_that_leads_inside_is_refused_when_it_is_sent_to(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(NotAllowed):
        post("https://inside.example.com/hook", b"{}", {})


def test_address_and_secret_are_sealed_and_bound_to_their_row(other: Stub) -> None:
    from danshu.integrations.secrets import secret_of, url_of
    from danshu.kit.vault import Unreadable

    one = make_endpoint(other.url + "?key=geheim", kind="dingtalk", secret="SECgeheim")
    two = make_endpoint(other.url, name="另一个", kind="dingtalk", secret="SECzwei")
    assert (url_of(one), secret_of(one)) == (other.url + "?key=geheim", "SECgeheim")
    assert "geheim" not in one.sealed_url + one.sealed_secret
    two.sealed_secret = one.sealed_secret
    with pytest.raises(Unreadable):
        secret_of(two)
    approve()
    type(one).objects.filter(pk=one.pk).update(sealed_url="broken")
    send_due(at=NOON)
    assert Dispatch.objects.get(endpoint=one).answer.startswith("Unreadable")


def test_nothing_is_open_while_the_network_works(other: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    seen: list[int] = []
    outer = len(connection.savepoint_ids)

    def watched(url: str, body: bytes, headers: dict[str, str]) -> Answer:
        seen.append(len(connection.savepoint_ids) - outer)
        return Answer(200, "")

    monkeypatch.setattr(sending, "post", watched)
    make_endpoint(other.url)
    approve()
    send_due(at=NOON)
    assert seen == [0]


@pytest.mark.parametrize("host", ["a..b", "a" * 70 + ".example", "...", "例" * 70])
def test_a_name_that_cannot_be_one_is_refused_and_nothing_breaks(host: str) -> None:
    with pytest.raises(NotAllowed):
        resolved(target_of(f"https://{host}/hook"))


def test_an_address_in_other_letters_is_sent_to_as_it_is_written_in_requests(other: Stub) -> None:
    address = other.url.rstrip("/") + "/钩子?名=é&done=%41"
    assert post(address, b"{}", {}).status == 200
    assert other.requests[-1][0].endswith("/%E9%92%A9%E5%AD%90?%E5%90%8D=%C3%A9&done=%41")
    assert target_of("https://例子.example/a").name == "xn--fsqu00a.example"


def test_what_cannot_be_put_into_a_request_is_an_answer_and_no_crash(other: Stub) -> None:
    assert post(other.url, b"{}", {"X-Name": "钩"}) == Answer(0, "UnicodeEncodeError")
