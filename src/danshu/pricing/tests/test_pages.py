"""Pages and API of prices (CAT-004, CAT-006)."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from danshu.audit.tests.pages import filled, words
from danshu.catalog.permissions import COST_VIEW, ITEM_VIEW
from danshu.catalog.tests.factories import make_item
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.parties.permissions import CHOOSE_CUSTOMERS, VIEW_CUSTOMERS
from danshu.pricing.models import PriceRule
from danshu.pricing.operations.end_price import end_price
from danshu.pricing.operations.set_price import set_price
from danshu.pricing.permissions import PRICE_EDIT, PRICE_EXPORT, PRICE_VIEW
from danshu.pricing.tests.factories import level, make_customer

pytestmark = pytest.mark.django_db
RIGHTS = (ITEM_VIEW, PRICE_VIEW, PRICE_EDIT, PRICE_EXPORT, CHOOSE_CUSTOMERS, COST_VIEW)
SYSTEM = Actor.system()


def today(offset=0):
    return business_date(now()) + timedelta(days=offset)


def price(item, amount, start=0, **purpose):
    return set_price(
        item_id=item.pk, price=Decimal(amount), valid_from=today(start), actor=SYSTEM, at=now(), **purpose
    )  # fmt: skip


@pytest.mark.spec("CAT-006")
def test_a_level_price_is_set_on_the_page_and_listed_with_its_history(visit):
    item, client = make_item(code="A-1", sale_price=Decimal("12.50")), visit(*RIGHTS)
    page, new = f"/products/{item.pk}/prices/", f"/products/{item.pk}/prices/new/"

    data = filled(client, new) | {"price_level_id": level(), "price": "11.2345", "reason": "年度价"}
    assert client.post(new, data).status_code == 303

    rule = PriceRule.objects.get()
    assert (rule.price, rule.first_day, rule.last_day, rule.currency) == (Decimal("11.2345"), today(), None, "CNY")
    text = client.text(page)
    for part in ("批发价", "级别价", "11.2345", "生效中", "年度价", "管理员", "¥12.50"):
        assert part in text
    assert "11.2345" in client.text("/prices/")
    assert "年度价" in client.text("/prices/history/")
    assert "全部价格" in client.text(f"/products/{item.pk}/")


@pytest.mark.spec("CAT-006", "COM-008")
def test_a_price_needs_exactly_one_purpose(visit):
    item, client = make_item(), visit(*RIGHTS)
    new = f"/products/{item.pk}/prices/new/"

    none = client.post(new, filled(client, new) | {"price": "11"})
    assert none.status_code == 422
    assert "选择客户、价格级别、起订数量中的一项" in words(none)
    both = client.post(new, filled(client, new) | {"price": "11", "min_quantity": "3", "price_level_id": level()})
    assert both.status_code == 422
    past = client.post(new, filled(client, new) | {"price": "11", "min_quantity": "3", "valid_from": str(today(-1))})
    assert "开始日期不能早于今天" in words(past)
    assert not PriceRule.objects.exists()


@pytest.mark.spec("CAT-006")
def test_a_customer_price_is_set_for_a_customer_in_scope(visit):
    item, customer, client = make_item(), make_customer(name="北京示例商贸"), visit(*RIGHTS)
    new = f"/products/{item.pk}/prices/new/"

    data = filled(client, new) | {"customer_id": customer, "customer_id-text": "北京示例商贸", "price": "9"}
    answer = client.post(new, data)

    assert answer.status_code == 303, words(answer)
    assert PriceRule.objects.get().customer_id == customer
    assert "北京示例商贸" in client.text("/prices/", kind="customer")


@pytest.mark.spec("CAT-006")
def test_ending_a_price_on_its_page(visit):
    item, client = make_item(), visit(*RIGHTS)
    rule = price(item, 9, price_level_id=level())
    path = f"/prices/{rule.pk}/end/"

    assert client.post(path, filled(client, path) | {"last_day": str(today(3)), "reason": "到期"}).status_code == 303

    rule.refresh_from_db()
    assert rule.last_day == today(3)
    late = client.post(path, filled(client, path) | {"last_day": str(today(9))})
    assert late.status_code == 422
    assert client.get("/prices/999999/end/").status_code == 404


@pytest.mark.spec("CAT-006")
def test_the_list_tells_current_coming_and_past_prices(visit):
    item = make_item(code="A-1")
    client = visit(*RIGHTS)
    price(item, 9, price_level_id=level())
    price(item, 8, start=5, price_level_id=level("retail"))
    end_price(rule_id=price(item, 7, min_quantity=Decimal(5)).pk, last_day=today(), actor=SYSTEM, at=now())
    old = PriceRule.objects.get(kind="step")
    PriceRule.objects.filter(pk=old.pk).update(valid=(today(-9), today(-1)))

    def listed(**params):
        text = client.text("/prices/", **params)
        return {
            target
            for target in ("批发价", "零售价", "满 5")
            if f"A-1 洗手液 500ml 级别价 {target}" in text or f"数量阶梯 {target}" in text
        }

    assert listed() == {"批发价", "零售价", "满 5"}
    assert listed(tab="valid") == {"批发价"}
    assert listed(tab="coming") == {"零售价"}
    assert listed(tab="over") == {"满 5"}
    assert listed(q="a-1") == {"批发价", "零售价", "满 5"}
    assert listed(q="a-2") == set()
    assert listed(level=str(level())) == {"批发价"}
    assert client.get("/prices/", {"export": "csv"}).status_code == 200


@pytest.mark.spec("CAT-006", "COM-012")
def test_the_list_price_is_changed_by_those_who_keep_prices(visit):
    item, client = make_item(sale_price=Decimal(10)), visit(*RIGHTS)
    path = f"/products/{item.pk}/prices/list/"
    seen = filled(client, path)

    assert client.post(path, seen | {"sale_price": "11", "reason": "涨价"}).status_code == 303
    item.refresh_from_db()
    assert item.sale_price == Decimal(11)
    stale = client.post(path, seen | {"sale_price": "12", "form_token": "other"})
    assert stale.status_code == 409
    assert "修改了这条记录" in words(stale)


@pytest.mark.spec("ACC-023", "SEC-A3")
def test_rights_on_prices_hold_on_every_page(visit):
    item = make_item(purchase_price=Decimal("6.66"))
    rule = price(item, 9, price_level_id=level())
    seller = visit(ITEM_VIEW, PRICE_VIEW)
    page = f"/products/{item.pk}/prices/"

    body = seller.get(page).content.decode() + seller.get("/prices/").content.decode()
    for path in (f"{page}new/", f"{page}list/", f"/prices/{rule.pk}/end/"):
        assert path not in body
        assert seller.get(path).status_code == 403
        assert seller.post(path).status_code == 403
    assert "6.66" not in body + seller.get("/prices/history/").content.decode()
    assert "6.66" in visit(*RIGHTS).get("/prices/history/").content.decode()
    assert visit(ITEM_VIEW).get(page).status_code == 403
    assert "价格变动" not in visit(ITEM_VIEW).text(f"/products/{item.pk}/")
    assert seller.get("/prices/", {"export": "csv"}).status_code == 403


@pytest.mark.spec("CAT-006", "SYS-030")
def test_prices_through_the_api(visit):
    make_item(code="A-1", sale_price=Decimal("12.50"))
    customer, client = make_customer(), visit(*RIGHTS)
    api = "/api/v1/products/a-1"

    def post(path, body, key=""):
        headers = {"Idempotency-Key": key} if key else {}
        return client.post(path, json.dumps(body), content_type="application/json", headers=headers)

    body = {"price": "11.2345", "valid_from": str(today()), "price_level": "wholesale"}
    made = post(f"{api}/prices", body, "k1")
    assert made.status_code == 201, made.content
    assert (made.json()["price"], made.json()["price_level"], made.json()["kind"]) == ("11.2345", "wholesale", "level")
    assert post(f"{api}/prices", body, "k1").json()["id"] == made.json()["id"]
    assert (
        post(f"{api}/prices", {**body, "price_level": None, "min_quantity": "10", "price": "10"}, "k2").status_code
        == 201
    )
    assert post(f"{api}/prices", {**body, "price_level": "nothing"}, "k3").status_code == 422
    assert post(f"{api}/prices", {**body, "price_level": None, "customer_id": 10**9}, "k4").status_code == 404
    quote = client.get(f"{api}/price", {"quantity": "10", "customer_id": customer}).json()
    assert quote == {"unit_price": "10.0000", "list_price": "12.50", "minimum_price": None, "source": "step"}
    assert client.get(f"{api}/price", {"currency": "EUR"}).json()["code"] == "price_missing"
    assert len(client.get(f"{api}/prices").json()) == 2
    ended = post(f"/api/v1/prices/{made.json()['id']}/end", {}, "k5")
    assert ended.json() == {"last_day": None}
    assert post(f"/api/v1/prices/{made.json()['id']}/end", {}, "k5").json() == {"last_day": None}
    assert client.get("/api/v1/products/none/prices").status_code == 404


@pytest.mark.spec("COM-019")
def test_the_price_pages_speak_english(visit):
    item = make_item("Soap", code="A-1")
    rule = price(item, 9, price_level_id=level())
    client = visit(*RIGHTS, language="en")
    for path in ("/prices/", "/prices/history/", f"/products/{item.pk}/prices/", f"/products/{item.pk}/prices/new/",
                 f"/products/{item.pk}/prices/list/", f"/prices/{rule.pk}/end/"):  # fmt: skip
        assert client.chinese_on(path, "批发价", "系统", "新建", "分类") == [], path


@pytest.mark.spec("CAT-006", "CUS-008")
def test_the_customers_page_lists_the_prices_agreed_with_it(visit):
    soap, paper = make_item("Soap", code="A-1", sale_price=Decimal("12.50")), make_item("Paper", code="B-1")
    mine, other = make_customer("C-1", "甲客户"), make_customer("C-2", "乙客户")
    price(soap, "11.2345", customer_id=mine)
    price(paper, "9", start=5, customer_id=mine)
    price(paper, "8", customer_id=other)
    over = price(paper, "7", currency="USD", customer_id=mine)
    end_price(rule_id=over.pk, actor=SYSTEM, at=now() + timedelta(days=1))

    tab = visit(VIEW_CUSTOMERS, *RIGHTS).text(f"/customers/{mine}/", tab="prices")

    assert "专属价格 3" in tab
    assert "A-1 Soap 11.2345 12.50 CNY" in tab
    assert "B-1 Paper 9.00 12.50 CNY" in tab
    assert " 8.00 " not in tab
    blind = visit(VIEW_CUSTOMERS)
    assert "专属价格" not in blind.text(f"/customers/{mine}/")
    assert blind.get(f"/customers/{mine}/", {"tab": "prices"}).status_code == 404
