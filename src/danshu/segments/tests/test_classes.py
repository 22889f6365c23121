"""Categories as a tree, levels with conditions, what the rules propose every night (CUS-011)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from danshu.audit.queries import history
from danshu.billing.tests.factories import paid
from danshu.dictionaries.errors import NameTaken
from danshu.dictionaries.models import Value
from danshu.dictionaries.operations.invalidate_value import invalidate_value
from danshu.dictionaries.queries import id_of
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden
from danshu.parties import dictionaries as lists
from danshu.parties.models import Customer, LevelFrequency
from danshu.parties.operations.classify_customers import classify_customers
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.invalidate_customer import invalidate_customer
from danshu.parties.operations.merge_customers import merge_customers
from danshu.parties.tests.test_pages import fields_of, text_of
from danshu.parties.tests.test_races import at_once
from danshu.pool.tests.factories import NOON, SYSTEM, Team, build_team, fresh, parameters
from danshu.pool.tests.test_pages import confirmed
from danshu.pool.tests.test_rest import Program
from danshu.sales.tests.world import build_world
from danshu.segments.category_tree import tree
from danshu.segments.errors import CategoryInUse, CategoryLoop, CategoryTooDeep, RankTaken
from danshu.segments.models import LevelRule, Proposal
from danshu.segments.operations.accept_proposals import accept_proposals
from danshu.segments.operations.define_customer_category import define_customer_category
from danshu.segments.operations.delete_customer_category import delete_customer_category
from danshu.segments.operations.edit_customer_category import edit_customer_category
from danshu.segments.operations.propose_classes import propose_classes
from danshu.segments.operations.refuse_proposals import refuse_proposals
from danshu.segments.operations.set_level_rule import set_level_rule
from danshu.segments.tests.conftest import SignIn
from danshu.segments.tests.factories import condition, keys_of, segment

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-011")]


def level(code: str) -> int:
    return id_of(lists.LEVEL, code)


def category(name: str, parent: int | None = None, **values: Any) -> int:
    return define_customer_category(values={"name": name, "parent_id": parent, **values}, actor=SYSTEM, at=NOON)


def rule(code: str, rank: int, **values: Any) -> None:
    set_level_rule(level_id=level(code), values={"rank": rank, **values}, actor=SYSTEM, at=NOON)


def propose(days: int = 0) -> int:
    made, after = propose_classes(actor=SYSTEM, at=NOON + timedelta(days=days))
    assert after == 0
    return made


def waiting() -> list[tuple[int, str, int]]:
    rows = Proposal.objects.filter(status="waiting").order_by("pk")
    return list(rows.values_list("customer_id", "kind", "new_value_id"))


# ---- the tree ---------------------------------------------------------------------------------------------------------
def test_categories_form_a_tree_and_a_branch_moves_as_a_whole(team: Team) -> None:
    east = category("华东", description="江浙沪")
    zhejiang = category("浙江", east)
    hangzhou = category("杭州", zhejiang)
    nodes = {node.value.name: (node.level, node.parent_id) for node in tree()}
    assert (nodes["华东"], nodes["浙江"], nodes["杭州"]) == ((1, None), (2, east), (3, zhejiang))
    south = category("华南")
    edit_customer_category(customer_category_id=zhejiang, values={"parent_id": south}, actor=team.operator, at=NOON)
    nodes = {node.value.name: (node.level, node.parent_id) for node in tree()}
    assert (nodes["浙江"], nodes["杭州"]) == ((2, south), (3, zhejiang))
    assert Value.objects.get(pk=east).remark == "江浙沪"
    with pytest.raises(CategoryLoop):
        edit_customer_category(customer_category_id=south, values={"parent_id": hangzhou}, actor=SYSTEM, at=NOON)
    deep = category("区", category("城区", hangzhou))
    with pytest.raises(CategoryTooDeep):
        category("街道", deep)
    with pytest.raises(NameTaken):
        category("华东")
    with pytest.raises(FieldErrors):
        category("别处", 10**9)
    assert history("dictionaries.value", zhejiang)[0]["changes"][0][0] == "上级分类"


@pytest.mark.spec("COM-012")
def test_a_stale_page_does_not_overwrite_a_category(team: Team) -> None:
    key = category("华东")
    edit_customer_category(customer_category_id=key, values={"name": "东区"}, version=1, actor=team.operator, at=NOON)
    with pytest.raises(EditConflict):
        edit_customer_category(customer_category_id=key, values={"name": "x"}, version=1, actor=team.operator, at=NOON)
    assert Value.objects.get(pk=key).name == "东区"


def test_a_category_in_use_cannot_be_deleted(team: Team) -> None:
    """A done-when of CUS-011: customers, categories below and conditions each keep it."""
    east = category("华东")
    customer = team.customer(category=east)
    with pytest.raises(CategoryInUse) as told:
        delete_customer_category(customer_category_id=east, actor=team.operator, at=NOON)
    assert "客户 1" in str(told.value)
    classify_customers(
        customer_ids=[customer.pk],
        category_id=id_of(lists.CATEGORY, "chain"),
        reason="调整",
        actor=team.seller,
        at=NOON,
    )
    below = category("浙江", east)
    found = segment(condition("category", "any", "华东"))
    with pytest.raises(CategoryInUse) as told:
        delete_customer_category(customer_category_id=east, actor=team.operator, at=NOON)
    assert "下级分类 1、条件 1" in str(told.value)
    with pytest.raises(CategoryInUse):  # nor where the dictionaries are kept
        invalidate_value(value_id=east, actor=SYSTEM, at=NOON)
    assert Value.objects.get(pk=east).is_valid
    delete_customer_category(customer_category_id=below, actor=team.operator, at=NOON)
    found.delete()
    delete_customer_category(customer_category_id=east, reason="合并", actor=team.operator, at=NOON)
    assert [Value.objects.get(pk=key).is_valid for key in (east, below)] == [False, False]
    assert {east, below}.isdisjoint(node.id for node in tree())


def test_querying_by_a_category_lists_the_customers_of_its_branch(team: Team, sign_in: SignIn) -> None:
    east = category("华东")
    near = team.customer(name="示例甲", category=category("浙江", east))
    team.customer(name="示例乙", category=id_of(lists.CATEGORY, "chain"))
    page = text_of(sign_in(team.seller).get(reverse("parties:customer_list"), {"category": str(east)}))
    assert ("示例甲" in page, "示例乙" in page) == (True, False)
    rows = sign_in(team.seller).get(f"/api/v1/customers?category={east}").json()["items"]
    assert [row["id"] for row in rows] == [near.pk]
    assert keys_of(segment(condition("category", "any", "华东"))) == {near.pk}


# ---- levels -----------------------------------------------------------------------------------------------------------
def test_a_level_has_rank_conditions_price_level_and_frequency(team: Team) -> None:
    wholesale = id_of(lists.PRICE_LEVEL, "wholesale")
    given = {
        "rank": 1, "price_level_id": wholesale, "min_paid": Decimal(10000), "min_orders": 3, "min_score": 50,
        "follow_up_days": 7,
    }  # fmt: skip
    made = set_level_rule(level_id=level("A"), values=given, actor=team.operator, at=NOON)
    assert (made.rank, made.min_paid, made.min_orders, made.min_score) == (1, Decimal(10000), 3, 50)
    assert LevelFrequency.objects.get(level_id=level("A")).days == 7
    with pytest.raises(RankTaken):
        rule("B", 1)
    with pytest.raises(FieldErrors) as told:
        rule("B", 0, min_paid=Decimal("NaN"), min_score=101, price_level_id=level("A"))
    assert [p.field for p in told.value.problems] == ["rank", "price_level_id", "min_paid", "min_score"]
    with pytest.raises(Forbidden):
        set_level_rule(level_id=level("A"), values={"rank": 2}, actor=team.manager, at=NOON)


def test_a_level_brings_its_price_level_unless_another_was_agreed(team: Team) -> None:
    wholesale, agreement = (id_of(lists.PRICE_LEVEL, code) for code in ("wholesale", "agreement"))
    rule("A", 1, price_level_id=wholesale)
    plain, agreed = team.customer(), team.customer(price_level=agreement)
    classify_customers(
        customer_ids=[plain.pk, agreed.pk], level_id=level("A"), reason="评估", actor=team.seller, at=NOON
    )
    assert (fresh(plain).price_level_id, fresh(agreed).price_level_id) == (wholesale, agreement)


# ---- proposals --------------------------------------------------------------------------------------------------------
def test_the_night_proposes_the_highest_level_that_is_reached_and_a_person_accepts() -> None:
    world = build_world()
    rule("A", 1, min_paid=Decimal(200), min_orders=2)
    rule("B", 2, min_paid=Decimal(200))
    rule("C", 3, min_orders=0)
    order = world.approved()
    assert propose() == 1
    assert waiting() == [(world.customer.pk, "level", level("C"))]
    paid(world, order)
    assert propose() == 1
    assert waiting() == [(world.customer.pk, "level", level("B"))]
    assert list(Proposal.objects.values_list("status", flat=True).order_by("pk")) == ["outdated", "waiting"]
    assert (propose(), Customer.objects.get(pk=world.customer.pk).level_id) == (0, None)
    key = Proposal.objects.get(status="waiting").pk
    results = accept_proposals(proposal_ids=[key], reason="同意", actor=SYSTEM, at=NOON)
    assert [row["done"] for row in results] == [True]
    assert (Customer.objects.get(pk=world.customer.pk).level_id, propose()) == (level("B"), 0)
    newest = history("parties.customer", world.customer.pk)[0]
    assert newest["reason"] == "按规则：12 个月到账 225.40、订单 1、评分 43；同意"
    assert newest["changes"][0][0] == "客户级别"


@pytest.fixture
def named(team: Team) -> tuple[Team, Customer, int]:
    """A customer for whom a category below another one is meant."""
    east = category("华东", conditions=[condition("city", "has", "市")])
    near = category("杭州", east, conditions=[condition("city", "has", "杭州")])
    return team, team.customer(city="杭州市"), near


def test_rules_of_categories_propose_the_lowest_that_holds(named: tuple[Team, Customer, int]) -> None:
    _team, customer, near = named
    assert (propose(), waiting()) == (1, [(customer.pk, "category", near)])


def test_the_parameter_lets_the_night_change_at_once(named: tuple[Team, Customer, int]) -> None:
    _team, customer, near = named
    parameters(class_change_mode="automatic")
    assert (propose(), waiting()) == (1, [])
    found = Proposal.objects.get()
    assert (found.status, found.is_automatic, fresh(customer).category_id) == ("accepted", True, near)
    newest = history("parties.customer", customer.pk)[0]
    assert (newest["reason"], newest["who"]) == ("按规则：城市 含有 杭州", "系统")
    assert propose() == 0


def test_what_was_refused_is_not_proposed_again_for_ninety_days(named: tuple[Team, Customer, int]) -> None:
    team, customer, _near = named
    propose()
    key = Proposal.objects.get().pk
    with pytest.raises(FieldErrors):
        refuse_proposals(proposal_ids=[key], reason=" ", actor=team.manager, at=NOON)
    assert [
        row["done"] for row in refuse_proposals(proposal_ids=[key], reason="不合适", actor=team.manager, at=NOON)
    ] == [True]
    assert (fresh(customer).category_id, fresh(customer).version) == (None, 1)
    assert (propose(89), propose(91)) == (0, 1)


def test_a_proposal_is_over_when_somebody_was_faster_and_the_next_night_tidies_up(
    named: tuple[Team, Customer, int],
) -> None:
    team, customer, near = named
    propose()
    chain = id_of(lists.CATEGORY, "chain")
    edit_customer(customer_id=customer.pk, changes={"category": chain}, actor=team.seller, at=NOON)
    key = Proposal.objects.get().pk
    results = accept_proposals(proposal_ids=[key], actor=team.manager, at=NOON)
    assert [(row["done"], row["code"]) for row in results] == [(False, "class_proposal_over")]
    assert (fresh(customer).category_id, Proposal.objects.get().status) == (chain, "waiting")
    edit_customer(customer_id=customer.pk, changes={"category": near}, actor=team.seller, at=NOON)
    assert (propose(), Proposal.objects.get().status) == (0, "outdated")
    again = accept_proposals(proposal_ids=[key], actor=team.manager, at=NOON)
    assert [row["done"] for row in again] == [False]


def test_an_invalid_or_merged_customer_has_no_open_proposals(named: tuple[Team, Customer, int]) -> None:
    team, customer, _near = named
    other = team.customer(city="杭州市")
    propose()
    merge_customers(survivor_id=customer.pk, loser_id=other.pk, reason="同一家", actor=team.operator, at=NOON)
    assert [row[0] for row in waiting()] == [customer.pk]
    assert set(Proposal.objects.values_list("customer_id", flat=True)) == {customer.pk}
    invalidate_customer(customer_id=customer.pk, reason="停业", actor=team.manager, at=NOON)
    assert waiting() == []


@pytest.mark.spec("ACC-022", "ACC-023")
def test_who_decides_sees_only_customers_of_his_scope(named: tuple[Team, Customer, int], sign_in: SignIn) -> None:
    team, customer, near = named
    other = team.customer(team.stranger, city="杭州市")
    propose()
    keys = {row.customer_id: row.pk for row in Proposal.objects.all()}
    with pytest.raises(Forbidden):
        accept_proposals(proposal_ids=[keys[customer.pk]], actor=team.seller, at=NOON)
    results = accept_proposals(proposal_ids=list(keys.values()), actor=team.manager, at=NOON)
    assert {row["id"]: row["done"] for row in results} == {keys[customer.pk]: True, keys[other.pk]: False}
    assert (fresh(customer).category_id, fresh(other).category_id) == (near, None)
    page = text_of(sign_in(team.manager).get(reverse("segments:proposals"), {"tab": "all"}))
    assert (customer.name in page, other.name in page) == (True, False)


def test_the_pages_lay_down_rules_and_decide(
    named: tuple[Team, Customer, int], sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    team, customer, near = named
    client = sign_in(team.operator)
    new = reverse("segments:category_new")
    refused = client.post(new, fields_of(client, new) | {"name": "", "fact_1": "city", "op_1": "gt", "value_1": "x"})
    assert refused.status_code == 422
    given = {"name": "宁波", "fact_1": "city", "op_1": "has", "value_1": "宁波", "description": "港口"}
    assert client.post(new, fields_of(client, new) | given).status_code == 303
    assert "城市 含有 宁波" in text_of(client.get(reverse("segments:categories")))
    edit = reverse("segments:category_edit", args=[near])
    assert client.post(edit, fields_of(client, edit) | {"name": "杭州城区"}).status_code == 303
    assert [node.value.name for node in tree() if node.id == near] == ["杭州城区"]
    made = Value.objects.get(name="宁波").pk
    assert confirmed(client, reverse("segments:category_delete", args=[made])) == 303
    rules = reverse("segments:level_edit", args=[level("A")])
    assert client.post(rules, fields_of(client, rules) | {"rank": "1", "min_paid": "1,000.50"}).status_code == 303
    assert "1,000.50" in text_of(client.get(reverse("segments:levels")))
    seen = fields_of(client, rules) | {"rank": "2"}
    rule("A", 1, min_paid=Decimal(7), follow_up_days=3)  # somebody else meanwhile
    assert client.post(rules, seen).status_code == 409
    assert LevelRule.objects.get(level_id=level("A")).min_paid == Decimal(7)
    rule("A", 1, min_paid=Decimal("1000.50"))
    propose()
    listed = reverse("segments:proposals")
    page = text_of(client.get(listed))
    assert ("城市 含有 杭州" in page, customer.name in page) == (True, True)
    for _n in range(6):
        team.customer(city="杭州市")
    propose()
    client.get(listed)
    with django_assert_max_num_queries(15):
        client.get(listed)
    keys = [str(Proposal.objects.get(customer=customer).pk)]
    client.post(listed, {"batch": "accept", "ids": keys, "confirmed": "1", "form_token": "t1"})
    assert fresh(customer).category_id == near
    assert sign_in(team.seller).get(listed).status_code == 403
    seen = text_of(sign_in(team.seller).get(reverse("segments:categories")))
    assert ("杭州城区" in seen, "新增分类" in seen) == (True, False)


@pytest.mark.spec("SYS-030")
def test_a_program_does_the_same(named: tuple[Team, Customer, int], sign_in: SignIn) -> None:
    team, customer, near = named
    boss, seller = Program(sign_in(team.operator)), Program(sign_in(team.seller))
    made = boss.post("/customer-categories", {"name": "宁波", "parent_id": near}, key="k1")
    assert (made.status_code, made.json()["level"]) == (201, 3)
    path = f"/customer-categories/{made.json()['id']}"
    changed = boss.client.patch(
        f"/api/v1{path}", '{"name": "宁波市", "parent_id": null}', content_type="application/json",
        headers={"If-Match": str(made.json()["version"])},
    )  # fmt: skip
    assert (changed.json()["name"], changed.json()["level"]) == ("宁波市", 1)
    assert boss.post(f"{path}/delete", {}).status_code == 204
    assert boss.post(f"/customer-categories/{near}/delete", {}).status_code == 204
    assert near not in {row["id"] for row in seller.get("/customer-categories").json()}
    body = '{"rank": 1, "min_orders": 0, "follow_up_days": 7}'
    put = boss.client.put(f"/api/v1/customer-levels/{level('A')}/rule", body, content_type="application/json")
    assert (put.json()["rank"], put.json()["follow_up_days"]) == (1, 7)
    assert propose() >= 1
    rows = [row for row in boss.get("/class-proposals?status=waiting").json()["items"] if row["kind"] == "level"]
    assert [row["customer_id"] for row in rows] == [customer.pk]
    assert seller.post("/class-proposals/accept", {"proposal_ids": [rows[0]["id"]]}).status_code == 403
    sent = boss.post("/class-proposals/accept", {"proposal_ids": [rows[0]["id"]]})
    assert [row["done"] for row in sent.json()] == [True]
    assert fresh(customer).level_id == level("A")


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("FI-05")
def test_a_proposal_is_decided_once_however_many_decide() -> None:
    team = build_team()
    near = category("杭州", conditions=[condition("city", "has", "杭州")])
    customer = team.customer(city="杭州市")
    propose()
    key = Proposal.objects.get().pk
    outcomes: list[list[dict[str, Any]]] = []
    at_once(
        lambda: outcomes.append(accept_proposals(proposal_ids=[key], actor=team.manager, at=NOON)),
        lambda: outcomes.append(accept_proposals(proposal_ids=[key], actor=team.operator, at=NOON)),
        lambda: outcomes.append(refuse_proposals(proposal_ids=[key], reason="不", actor=team.operator, at=NOON)),
    )
    assert sorted(rows[0]["done"] for rows in outcomes) == [False, False, True]
    found = Proposal.objects.get()
    assert found.status in ("accepted", "refused")
    assert fresh(customer).category_id == (near if found.status == "accepted" else None)


@pytest.mark.spec("COM-005")
def test_a_proposal_does_not_outlive_the_category_that_it_proposes(team: Team) -> None:
    rules = [condition("city", "has", "杭州")]
    key = define_customer_category(values={"name": "杭州", "conditions": rules}, actor=SYSTEM, at=NOON)
    customer = team.customer(city="杭州市")
    propose()
    found = Proposal.objects.get(customer=customer)
    assert (found.new_value_id, found.status) == (key, "waiting")

    delete_customer_category(customer_category_id=key, actor=team.operator, at=NOON)

    found.refresh_from_db()
    assert (found.status, found.decided_by_name, found.decided_at) == ("outdated", team.operator.name, NOON)
    assert [row["code"] for row in accept_proposals(proposal_ids=[found.pk], actor=team.operator, at=NOON)] == [
        "illegal_transition"
    ]
