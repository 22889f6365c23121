"""The order desk: claims among reviewers, passing on, deadlines in working time, what goes back how often (ORD-019)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors, NotFound
from danshu.notices.models import Notice
from danshu.sales.models import Order, OrderReturn, ReviewClaim
from danshu.sales.operations.approve_order import OwnOrder
from danshu.sales.operations.claim_review import ClaimedByOther, NotWaiting, claim_review
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.operations.release_review import release_review
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.operations.transfer_review import CannotReview, transfer_review
from danshu.sales.review_desk import claims, deadlines, error_rates, inboxes
from danshu.sales.tests.conftest import SignIn, give_roles
from danshu.sales.tests.test_races import at_once
from danshu.sales.tests.world import NOON, World, actor_of, build_world, line

pytestmark = pytest.mark.django_db
API = "/api/v1"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def colleague(office: World) -> Actor:
    """A second reviewer."""
    return second_reviewer(office)


def second_reviewer(world: World) -> Actor:
    user = User.objects.create(
        user_name="second", full_name="钱一", unit=world.hq, created_at=NOON, updated_at=NOON,
        must_change_password=False, profile_completed_at=timezone.now(), password_changed_at=timezone.now(),
    )  # fmt: skip
    actor = actor_of(user, "ODK")
    give_roles(actor)
    return actor


def told(actor: Actor) -> list[str]:
    return list(
        Notice.objects.filter(user_id=actor.user_id, kind__startswith="sales.review").values_list("text", flat=True)
    )


# ---- claims ---------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-019")
def test_a_claim_keeps_colleagues_off_until_one_takes_over_and_is_told(office: World, colleague: Actor) -> None:
    order = office.order(line(office.soap, 1))
    claim_review(order_id=order.pk, actor=office.reviewer, at=NOON)
    with pytest.raises(ClaimedByOther) as refused:
        claim_review(order_id=order.pk, actor=colleague, at=NOON + MINUTE)
    assert refused.value.text == f"赵六 在 09-18 12:00 认领了订单 {order.number}"
    assert ReviewClaim.objects.get().by_id == office.reviewer.user_id

    claim_review(order_id=order.pk, actor=office.reviewer, at=NOON + MINUTE)
    here = claims([order.pk], NOON + 2 * MINUTE)[order.pk]
    gone = claims([order.pk], NOON + 4 * MINUTE)[order.pk]
    assert (here.name, here.since, here.is_here, gone.is_here) == ("赵六", NOON, True, False)

    claim_review(order_id=order.pk, take_over=True, actor=colleague, at=NOON + 5 * MINUTE)
    assert claims([order.pk], NOON + 5 * MINUTE)[order.pk].name == "钱一"
    assert told(office.reviewer) == [f"钱一 接手了订单 {order.number} 的审核"]
    assert not release_review(order_id=order.pk, actor=office.reviewer, at=NOON)
    assert release_review(order_id=order.pk, actor=colleague, at=NOON)
    assert ReviewClaim.objects.count() == 0


@pytest.mark.spec("ORD-019", "INV-A1")
def test_only_what_waits_is_claimed_and_nobody_claims_his_own(office: World) -> None:
    done, own = office.approved(line(office.soap, 1)), office.order(line(office.paper, 1))
    User.objects.filter(pk=office.clerk.user_id).update(unit=office.hq)
    clerk = actor_of(User.objects.get(pk=office.clerk.user_id), "ODK")
    for number, actor, refusal in ((done.pk, office.reviewer, NotWaiting), (own.pk, clerk, OwnOrder),
                                   (10**9, office.reviewer, NotFound)):  # fmt: skip
        with pytest.raises(refusal):
            claim_review(order_id=number, actor=actor, at=NOON)
    assert ReviewClaim.objects.count() == 0


@pytest.mark.spec("ORD-019")
def test_a_claim_of_an_earlier_round_counts_no_more(office: World) -> None:
    order = office.order(line(office.soap, 1))
    claim_review(order_id=order.pk, actor=office.reviewer, at=NOON)
    reject_order(order_id=order.pk, reason="数量不对", actor=office.reviewer, at=NOON)
    submit_order(order_id=order.pk, actor=office.clerk, at=NOON + MINUTE)
    assert claims([order.pk], NOON + 2 * MINUTE) == {}


@pytest.mark.spec("ORD-019")
def test_a_review_is_passed_on_with_a_word_to_somebody_who_may_decide(office: World, colleague: Actor) -> None:
    order = office.order(line(office.soap, 1))
    for to, note in ((colleague.user_id, "  "), (office.reviewer.user_id, "x")):
        with pytest.raises(FieldErrors):
            transfer_review(order_id=order.pk, to_id=to or 0, note=note, actor=office.reviewer, at=NOON)
    for nobody in (office.clerk, office.finance):
        with pytest.raises(CannotReview):
            transfer_review(
                order_id=order.pk, to_id=nobody.user_id or 0, note="请看价格", actor=office.reviewer, at=NOON
            )
    assert (ReviewClaim.objects.count(), told(colleague)) == (0, [])
    transfer_review(order_id=order.pk, to_id=colleague.user_id or 0, note="请看价格", actor=office.reviewer, at=NOON)
    claim = claims([order.pk], NOON)[order.pk]
    assert (claim.name, claim.passed_by, claim.note) == ("钱一", "赵六", "请看价格")
    assert told(colleague) == [f"赵六 把订单 {order.number} 转交给你审核：请看价格"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("ORD-019", "FI-05")
def test_of_two_reviewers_who_claim_at_once_one_gets_it_and_two_orders_go_to_both() -> None:
    world = build_world()
    second = second_reviewer(world)
    first, other = world.order(line(world.soap, 1)), world.order(line(world.paper, 1))

    def take(order: Order, actor: Actor) -> Callable[[], object]:
        return lambda: claim_review(order_id=order.pk, actor=actor, at=NOON)

    assert at_once(take(first, world.reviewer), take(first, second)) == {"done": 1, "claimed_by_other": 1}
    # negative control: nothing stands in the way of different orders
    ReviewClaim.objects.all().delete()
    assert at_once(take(first, world.reviewer), take(other, second)) == {"done": 2}


# ---- deadlines and inbox --------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-019", "SYS-002")
def test_the_deadline_counts_working_hours_over_the_evening_and_the_weekend(office: World) -> None:
    friday = datetime(2026, 9, 18, 8, 0, tzinfo=UTC)  # 16:00 in the company, which closes at 18:00
    sunday = datetime(2026, 9, 13, 8, 0, tzinfo=UTC)
    found = deadlines({1: friday, 2: sunday, 3: NOON}, friday)
    # Sunday 20 September is a working day in exchange for the holiday
    assert {pk: timezone.localtime(due).strftime("%m-%d %H:%M") for pk, due in found.items()} == {
        1: "09-20 11:00" if is_worked_sunday() else "09-21 11:00", 2: "09-14 13:00", 3: "09-18 16:00",
    }  # fmt: skip


def is_worked_sunday() -> bool:
    from danshu.calendar.queries import is_working_day

    return is_working_day(datetime(2026, 9, 20, 4, tzinfo=UTC).date())


@pytest.mark.spec("ORD-019", "RPT-002")
def test_the_cockpit_counts_per_branch_what_the_queue_of_that_branch_shows(
    office: World, colleague: Actor, sign_in: SignIn
) -> None:
    at = now()
    orders = [office.order(line(office.soap, n)) for n in (1, 2, 3)]
    Order.objects.filter(pk=orders[0].pk).update(submitted_at=at)
    Order.objects.filter(pk=orders[2].pk).update(unit=None)
    for order in orders[1:]:
        Order.objects.filter(pk=order.pk).update(submitted_at=at - timedelta(days=30))
    claim_review(order_id=orders[1].pk, actor=colleague, at=at)
    boxes, at_work = inboxes(office.reviewer, at)
    assert [(box.name, box.waiting, box.late, box.claimed) for box in boxes if box.unit_id] == [("华东分公司", 2, 1, 1)]
    assert sum(box.waiting for box in boxes) == 3
    assert [(each.name, each.numbers, each.is_here) for each in at_work] == [("钱一", [orders[1].number], True)]

    client = sign_in(office.reviewer)
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/orders/desk/")
    assert (page.context["waiting"], page.context["late"], page.context["claimed"]) == (3, 2, 1)
    assert len(asked) <= 22

    def queue(query: str) -> set[int]:
        return {entry.order.pk for entry in client.get(f"/orders/review/?{query}").context["queue"]}

    assert queue(f"unit={office.branch.pk}") == {orders[0].pk, orders[1].pk}
    assert queue("unit=0") == {orders[2].pk}
    assert queue("only=late") == {orders[1].pk, orders[2].pk}
    assert queue("only=claimed") == {orders[1].pk}
    assert queue("only=mine") == set()


@pytest.mark.spec("ORD-019")
def test_the_page_claims_takes_over_passes_on_and_goes_past_what_colleagues_have(
    office: World, colleague: Actor, sign_in: SignIn
) -> None:
    first, second, third = (office.order(line(office.soap, n)) for n in (1, 2, 3))
    mine, theirs = sign_in(office.reviewer), sign_in(colleague)
    beat = theirs.post(f"/orders/review/{second.number}/claim/", headers={"X-Presence": "1"})
    assert beat.status_code == 204
    page = mine.get(f"/orders/review/{second.number}/").content.decode()
    assert "钱一 正在审核这张订单" in page
    answer = mine.post(
        f"/orders/review/{first.number}/", {"decision": "reject", "reason_code": "price", "version": "1"}
    )
    assert answer["Location"].endswith(f"/orders/review/{third.number}/")
    assert mine.post(f"/orders/review/{second.number}/claim/", {"take_over": "1"}).status_code == 303
    assert theirs.post(f"/orders/review/{second.number}/claim/", headers={"X-Presence": "1"}).status_code == 409
    refused = mine.post(f"/orders/review/{second.number}/", {"decision": "transfer", "reason": "", "version": "1"})
    assert (refused.status_code, refused.context["beside"]) == (422, {"to": "选择转交给谁"})
    passed = mine.post(f"/orders/review/{second.number}/", {"decision": "transfer", "transfer_to": colleague.user_id,
                                                            "reason": "你熟悉", "version": "1"})  # fmt: skip
    assert passed.status_code == 303
    assert "赵六 转交给你审核" in theirs.get(f"/orders/review/{second.number}/").content.decode()
    assert theirs.post(f"/orders/review/{second.number}/release/").status_code == 303
    assert ReviewClaim.objects.count() == 0


@pytest.mark.spec("ORD-019", "API-001")
def test_the_api_claims_passes_on_releases_and_returns_by_reason(
    office: World, colleague: Actor, sign_in: SignIn
) -> None:
    order, client = office.order(line(office.soap, 1)), sign_in(office.reviewer)

    def send(method: str, path: str, body: dict[str, Any], key: str) -> Any:
        url = f"{API}/orders/{order.number}/{path}"
        return getattr(client, method)(
            url, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
        )

    assert send("post", "review-claim", {}, "c1").json()["by_name"] == "赵六"
    passed = send("post", "review-transfer", {"to_id": colleague.user_id, "note": "忙"}, "c2")
    assert (passed.status_code, passed.json()["passed_by_name"]) == (200, "赵六")
    assert send("post", "review-claim", {}, "c3").status_code == 409
    assert send("post", "review-claim", {"take_over": True}, "c4").status_code == 200
    assert send("delete", "review-claim", {}, "c5").status_code == 204
    unknown = send("post", "rejection", {"reason_code": "weather"}, "c6")
    assert (unknown.status_code, OrderReturn.objects.count()) == (422, 0)
    assert send("post", "rejection", {"reason_code": "stock"}, "c7").status_code == 200
    order.refresh_from_db()
    assert (order.status, order.reject_reason) == ("rejected", "缺货，需与客户改期")


# ---- what goes back -------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-019", "RPT-002")
def test_error_rates_by_branch_and_person_equal_the_lists_they_open(office: World, sign_in: SignIn) -> None:
    at = now()
    for number in (1, 2, 3):
        order = office.approved(line(office.soap, number))
        Order.objects.filter(pk=order.pk).update(approved_at=at - timedelta(days=number))
    back = office.order(line(office.paper, 1))
    for reason in ("price", "price", "other"):
        reject_order(order_id=back.pk, reason_code=reason, reason="改一改", actor=office.reviewer, at=at)
        submit_order(order_id=back.pk, actor=office.clerk, at=at)
    old = office.order(line(office.paper, 2))
    reject_order(order_id=old.pk, reason_code="credit", actor=office.reviewer, at=at - timedelta(days=60))
    start, stop = at - timedelta(days=20), at + timedelta(days=1)
    for by, name in (("unit", "华东分公司"), ("owner", "李四")):
        (rate,) = error_rates(office.reviewer, start, stop, by=by)
        assert (rate.name, rate.decided, rate.returned, rate.percent) == (name, 4, 1, 25.0)
    client = sign_in(office.reviewer)
    page = client.get("/orders/desk/?days=30")
    for _title, rows in page.context["tables"]:
        (row,) = rows
        for url, count in ((row.decided_url, row.rate.decided), (row.returned_url, row.rate.returned)):
            assert len(client.get(url).context["listing"].page.rows) == count
    assert [(label, count) for label, count, _url in page.context["reasons"]] == [("价格与约定不符", 1), ("其他", 1)]
    for _label, count, url in page.context["reasons"]:
        assert len(client.get(url).context["listing"].page.rows) == count
    assert client.get("/orders/desk/?days=90").context["tables"][0][1][0].rate.returned == 2
    assert sign_in(office.clerk).get("/orders/desk/").status_code == 403


@pytest.mark.spec("ORD-019")
def test_a_chosen_reason_needs_no_words_other_does(office: World) -> None:
    orders = [office.order(line(office.soap, n)) for n in (1, 2, 3)]
    wrote = []
    for order, code, words in zip(orders, ("price", "price", "other"), ("", "第 2 行", "客户改主意"), strict=True):
        done = reject_order(order_id=order.pk, reason_code=code, reason=words, actor=office.reviewer, at=NOON)
        wrote.append(done.reject_reason)
    assert wrote == ["价格与约定不符", "价格与约定不符：第 2 行", "客户改主意"]
    assert list(OrderReturn.objects.order_by("pk").values_list("reason_code", flat=True)) == ["price", "price", "other"]
    waiting = office.order(line(office.soap, 4))
    for code, words in (("other", " "), ("", ""), ("nonsense", "x")):
        with pytest.raises(FieldErrors):
            reject_order(order_id=waiting.pk, reason_code=code, reason=words, actor=office.reviewer, at=NOON)
    waiting.refresh_from_db()
    assert (waiting.status, OrderReturn.objects.count()) == ("awaiting_review", 3)


@pytest.mark.spec("ORD-019", "COM-019")
@pytest.mark.parametrize(("language", "word", "heading"), [
    ("zh-hans", "驳回原因", "驳回率"), ("en", "Reason for rejection", "Rejection rate"),
])  # fmt: skip
def test_an_order_is_rejected_in_one_word_wherever_it_is_told(
    office: World, sign_in: SignIn, language: str, word: str, heading: str
) -> None:
    back, waiting = office.order(line(office.soap, 1)), office.order(line(office.paper, 1))
    reject_order(order_id=back.pk, reason_code="price", actor=office.reviewer, at=now())
    User.objects.filter(pk=office.reviewer.user_id).update(language=language)
    client = sign_in(office.reviewer)
    desk, review, orders = (client.get(url).content.decode() for url in (
        "/orders/desk/", f"/orders/review/{waiting.number}/", "/orders/?reason_code=price",
    ))  # fmt: skip
    assert (word in desk, word in review, word in orders, heading in desk) == (True, True, True, True)
    assert not [text for text in ("退回", "Return rate", "Reason for return") if text in desk + review + orders]


@pytest.mark.spec("ORD-019", "COM-001")
def test_the_page_after_a_decision_counts_the_waiting_orders_afresh(office: World, sign_in: SignIn) -> None:
    first, _second = office.order(line(office.soap, 1)), office.order(line(office.paper, 1))
    client = sign_in(office.reviewer)

    def waiting(page: Any) -> str:
        link = re.search(r'<a href="/orders/review/"[^>]*>.*?</a>', page.content.decode(), re.DOTALL)
        assert link is not None
        return "".join(re.findall(r'<span class="n"[^>]*>(\d+)</span>', link[0]))

    given = {"decision": "reject", "reason": "数量不对", "version": "1"}
    before = waiting(client.get("/orders/review/"))
    after = waiting(client.post(f"/orders/review/{first.number}/", given, follow=True))
    assert (before, after) == ("2", "1")
