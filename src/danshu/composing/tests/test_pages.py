"""The pages of merging, splitting and pasting: consequences first, then the act; nothing is lost on the way."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F

from danshu.composing.models import OrderLink
from danshu.composing.tests.desk import fresh, lines_of
from danshu.composing.tests.shelf import add_customers
from danshu.parties.models import Customer
from danshu.sales.models import Order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import World, line

D = Decimal
SENT = ("version", "digest", "entered", "form_token")


def hidden(page: Any, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, name
    return found[1]


@pytest.mark.spec("ORD-021", "COM-009", "COM-012")
def test_splitting_shows_the_effects_before_it_happens(office: World, sign_in: SignIn) -> None:
    order = office.order(line(office.soap, 5), line(office.paper, 3))
    first = order.lines.get(position=1)
    client, url = sign_in(office.reviewer), f"/orders/{order.number}/split/"
    assert client.get(url).status_code == 200
    blind = client.post(url, {f"line-{first.pk}": "2", "version": order.version})
    assert (blind.status_code, Order.objects.count()) == (200, 1), "nothing but his own entry is new to him"
    assert "还没有拆分：先看影响" in blind.content.decode()
    assert "两张合计不变" in blind.content.decode()
    given = {f"line-{first.pk}": "2", **{name: hidden(blind, name) for name in SENT}, "reason": "缺货"}
    stale = client.post(url, given | {"digest": "0" * 24})
    assert (stale.status_code, Order.objects.count()) == (409, 1), "something else changed meanwhile"
    done = client.post(url, given)
    new = Order.objects.latest("pk")
    assert (done.status_code, done["Location"]) == (303, f"/orders/{new.number}/")
    assert client.post(url, given).status_code in (303, 409), "pressed twice: one new order"
    assert Order.objects.count() == 2
    assert [row[2] for row in lines_of(new)] == [D(2)]
    assert order.number in client.get(f"/orders/{new.number}/").content.decode()
    assert new.number in client.get(f"/orders/{order.number}/").content.decode()


@pytest.mark.spec("ORD-005", "COM-008")
def test_wrong_quantities_are_refused_beside_their_line_and_kept(office: World, sign_in: SignIn) -> None:
    order = office.order(line(office.soap, 5))
    pk = order.lines.get().pk
    client, url = sign_in(office.reviewer), f"/orders/{order.number}/split/"
    for typed in ("9", "abc", "0.5", "1e99999999999"):
        page = client.post(url, {f"line-{pk}": typed})
        text = page.content.decode()
        assert page.status_code == 422
        assert f'id="line-{pk}-error"' in text
        assert f'value="{typed}"' in text
    empty = client.post(url, {"look": "1"})
    assert "至少一行" in empty.content.decode()
    day = client.post(url, {f"line-{pk}": "1", "wanted_date": "morgen"})
    assert 'id="wanted_date-error"' in day.content.decode()
    assert Order.objects.count() == 1


@pytest.mark.spec("ORD-021")
def test_what_is_short_is_filled_in_on_request(office: World, sign_in: SignIn) -> None:
    order = office.order(line(office.soap, 120), line(office.soap, 5), line(office.paper, 3))
    first, second, _third = order.lines.order_by("position")
    client = sign_in(office.reviewer)
    assert "preset=stock" in client.get(f"/orders/{order.number}/split/").content.decode()
    page = client.get(f"/orders/{order.number}/split/?preset=stock").content.decode()
    for pk, missing in ((first.pk, "20"), (second.pk, "5")):
        assert re.search(rf'name="line-{pk}"[^>]*value="{missing}"', page), pk


@pytest.mark.spec("ORD-014", "COM-004", "COM-009")
def test_merging_from_the_list_and_from_an_order(office: World, sign_in: SignIn) -> None:
    first, second = office.order(line(office.soap, 2)), office.order(line(office.paper, 1), submit=False)
    client = sign_in(office.clerk)
    url = f"/orders/merge/?ids={second.pk},{first.pk}"
    page = client.get(url)
    text = page.content.decode()
    assert (page.status_code, f'name="kept" value="{first.pk}" checked' in text) == (200, True), (
        "the one under review stays"
    )
    assert client.get(f"/orders/merge/?with={second.number}").status_code == 200
    given = {"chosen": [first.pk, second.pk], "kept": first.pk, **{name: hidden(page, name) for name in SENT[1:]}}
    other = client.post(url, given | {"kept": second.pk})
    assert other.status_code == 200
    assert "还没有合并：先看影响" in other.content.decode(), "other effects than those shown, by his own choice"
    assert "退出审核" in other.content.decode()
    assert fresh(second).status == "draft"
    done = client.post(url, given)
    assert (done.status_code, done["Location"]) == (303, f"/orders/{first.number}/")
    assert (fresh(first).line_count, fresh(second).status) == (2, "voided")
    assert first.number in client.get(f"/orders/{second.number}/").content.decode()


@pytest.mark.spec("COM-013", "CC-9")
def test_a_merge_pressed_again_is_told_again_and_an_order_changed_meanwhile_is_looked_at_first(
    office: World, sign_in: SignIn
) -> None:
    first, second = office.order(line(office.soap, 2)), office.order(line(office.paper, 1))
    client, url = sign_in(office.clerk), f"/orders/merge/?ids={first.pk},{second.pk}"

    def sent(page: Any) -> dict[str, Any]:
        names = (*SENT[1:], f"version-{first.pk}", f"version-{second.pk}")
        return {"chosen": [first.pk, second.pk], "kept": first.pk, **{name: hidden(page, name) for name in names}}

    old = sent(client.get(url))
    Order.objects.filter(pk=second.pk).update(remark="改过", version=F("version") + 1)
    late = client.post(url, old)
    assert (late.status_code, fresh(second).status) == (409, "awaiting_review")
    given = sent(client.post(url, sent(late) | {"look": "1"}))
    done, again = client.post(url, given), client.post(url, given)

    assert [answer.status_code for answer in (done, again)] == [303, 303]
    assert (again["Location"], OrderLink.objects.count()) == (f"/orders/{first.number}/", 1)
    assert (fresh(first).remark, fresh(second).status) == ("改过", "voided")


@pytest.mark.spec("ORD-014", "ACC-022")
def test_who_neither_reviews_nor_administers_takes_over_nobodys_order_by_merging(
    office: World, sign_in: SignIn
) -> None:
    own, theirs = office.order(line(office.soap, 2), submit=False), office.order(line(office.paper, 1))
    Order.objects.filter(pk=theirs.pk).update(owner_id=office.reviewer.user_id)
    url = f"/orders/merge/?ids={own.pk},{theirs.pk}"

    refused = sign_in(office.clerk).post(url, {"chosen": [own.pk, theirs.pk], "kept": own.pk})
    assert refused.status_code == 409
    assert "由别人负责" in refused.content.decode()
    assert (fresh(own).line_count, fresh(theirs).status) == (1, "awaiting_review")

    shown = sign_in(office.reviewer).get(url).content.decode()
    assert re.search(r"由.+负责，合并后归", shown)


@pytest.mark.spec("ORD-014", "COM-009")
def test_the_wanted_days_stand_in_the_table_and_among_the_effects(office: World, sign_in: SignIn) -> None:
    first = office.order(line(office.soap, 2), wanted_date=date(2026, 10, 9))
    second = office.order(line(office.paper, 1), wanted_date=date(2026, 10, 1))
    third = office.order(line(office.paper, 2))

    page = sign_in(office.clerk).get(f"/orders/merge/?ids={first.pk},{second.pk},{third.pk}").content.decode()

    table, effects = page.split('id="foreseen"')
    assert [day in table for day in ("2026-10-09", "2026-10-01")] == [True, True]
    assert f"{first.number} 原要求 2026-10-09 送达，合并后要求 2026-10-01 送达" in effects
    assert f"{second.number} 原要求" not in effects
    assert f"{third.number} 没有要求送达日期，合并后要求 2026-10-01 送达" in effects
    assert f"{first.number} 重新检查，等待审核" in effects


@pytest.mark.spec("ACC-022", "ACC-023")
def test_nobody_merges_or_splits_what_is_not_his(office: World, sign_in: SignIn) -> None:
    first, second = office.order(line(office.soap, 2)), office.order(line(office.paper, 1))
    stranger, shipper = sign_in(office.stranger), sign_in(office.shipper)
    assert stranger.get(f"/orders/merge/?ids={first.pk},{second.pk}").status_code == 404
    assert stranger.get(f"/orders/{first.number}/split/").status_code == 404
    for url in (f"/orders/merge/?ids={first.pk}", f"/orders/{first.number}/split/", "/orders/paste/"):
        assert shipper.get(url).status_code == 403
        assert shipper.post(url).status_code == 403
    assert "git-merge" not in shipper.get("/orders/").content.decode()
    assert sign_in(office.clerk).get("/orders/merge/?ids=" + ",".join(map(str, range(1, 30)))).status_code == 422


@pytest.mark.spec("ORD-004", "ORD-005", "COM-010")
def test_a_pasted_text_becomes_the_ordinary_form_and_stores_nothing(office: World, sign_in: SignIn) -> None:
    add_customers(office)
    florist = Customer.objects.get(name="示例晚晴花店")
    client = sign_in(office.clerk)
    assert client.get("/orders/paste/").status_code == 200
    text = f"示例晚晴花店\n{office.soap.code} 3瓶，面巾纸 x2 @40\n彩虹糖 5包\n明天送"
    page = client.post("/orders/paste/", {"text": text})
    body = page.content.decode()
    assert page.status_code == 200
    assert f'<option value="{florist.pk}" selected' in body
    assert re.search(rf'name="lines-0-item".*?<option value="{office.soap.pk}" selected', body, re.DOTALL)
    assert "彩虹糖 5包" in body.split('id="h-rest"')[1]
    dropped = client.post("/orders/paste/", {"text": text, "handled": "1", "drop": "0", "lines-1-quantity": "7"})
    body = dropped.content.decode()
    assert 'name="lines-0-item"' not in body
    assert re.search(r'name="lines-1-quantity" value="7"', body), "what somebody typed stays"
    form = client.post("/orders/new/", {
        "recalculate": "1", "customer": office.customer.pk, "lines-0-item": office.soap.pk, "lines-0-item-text": "洗手液",
        "lines-0-quantity": "3", "lines-1-item": "", "lines-1-item-text": "面巾纸", "lines-1-quantity": "2", "form_token": "t1",
    })  # fmt: skip
    body = form.content.decode()
    assert form.status_code in (200, 422)
    assert office.soap.code in body
    assert "面巾纸" in body, "what was not chosen stays as it was written"
    assert not Order.objects.exists()
    assert client.post("/orders/paste/", {"text": " "}).status_code == 422
    assert client.post("/orders/paste/", {"text": "长" * 5000}).status_code == 422
