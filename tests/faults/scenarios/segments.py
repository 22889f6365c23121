"""Operations of tags, segments, groups of contacts, categories and levels."""

from __future__ import annotations

from danshu.dictionaries.queries import id_of
from danshu.parties.dictionaries import LEVEL, PRICE_LEVEL
from danshu.parties.operations.add_contact import add_contact
from danshu.parties.operations.edit_customer import edit_customer
from danshu.pool.tests.factories import Team, build_team, parameters
from danshu.segments.models import ContactGroup, Member, Proposal, Segment
from danshu.segments.operations.accept_proposals import accept_proposals
from danshu.segments.operations.add_members import add_members
from danshu.segments.operations.create_contact_group import create_contact_group
from danshu.segments.operations.define_customer_category import define_customer_category
from danshu.segments.operations.define_segment import define_segment
from danshu.segments.operations.delete_contact_group import delete_contact_group
from danshu.segments.operations.delete_customer_category import delete_customer_category
from danshu.segments.operations.delete_segment import delete_segment
from danshu.segments.operations.edit_contact_group import edit_contact_group
from danshu.segments.operations.edit_customer_category import edit_customer_category
from danshu.segments.operations.edit_segment import edit_segment
from danshu.segments.operations.follow_customer import follow_customer
from danshu.segments.operations.group_contacts import group_contacts
from danshu.segments.operations.propose_classes import propose_classes
from danshu.segments.operations.recompute_segment import recompute_segment
from danshu.segments.operations.refuse_proposals import refuse_proposals
from danshu.segments.operations.remove_members import remove_members
from danshu.segments.operations.set_level_rule import set_level_rule
from danshu.segments.operations.tag_customers import tag_customers
from danshu.segments.operations.ungroup_contacts import ungroup_contacts
from danshu.segments.tests.factories import condition, segment
from tests.faults.crash import ACTOR, AT, Scenario, scenario

NEAR = condition("city", "has", "杭州")


def _static() -> tuple[Team, Segment, list[int]]:
    """A static segment with two customers, a third beside it."""
    team = build_team()
    found, keys = segment(name="展会名单", is_dynamic=False), [team.customer(at=AT).pk for _n in range(3)]
    add_members(segment_id=found.pk, customer_ids=keys[:2], actor=team.operator, at=AT)
    return team, found, keys


@scenario("segments.tag_customers")
def _tag() -> Scenario:
    team = build_team()
    keys = [team.customer(at=AT, tags=["月结"]).pk, team.customer(at=AT).pk, 10**9]
    return lambda: tag_customers(customer_ids=keys, add=["重点"], remove=["月结"], actor=team.seller, at=AT)


@scenario("segments.define_segment")
def _define() -> Scenario:
    team = build_team()
    team.customer(at=AT, city="杭州市")
    values = {"name": "杭州", "is_dynamic": True, "conditions": [NEAR]}
    return lambda: define_segment(values=values, actor=team.operator, at=AT)


@scenario("segments.edit_segment")
def _edit() -> Scenario:
    team = build_team()
    team.customer(at=AT, city="杭州市")
    team.customer(at=AT, city="宁波市")
    found = segment(NEAR)
    values = {"name": "宁波", "conditions": [condition("city", "has", "宁波")]}
    return lambda: edit_segment(segment_id=found.pk, values=values, actor=team.operator, at=AT)


@scenario("segments.delete_segment")
def _delete() -> Scenario:
    team, found, _keys = _static()
    return lambda: delete_segment(segment_id=found.pk, reason="不再需要", actor=team.operator, at=AT)


@scenario("segments.recompute_segment")
def _recompute() -> Scenario:
    team = build_team()
    leaving = team.customer(at=AT, city="宁波市")
    found = segment(NEAR)
    Member.objects.create(segment=found, customer=leaving, since_at=AT)
    team.customer(at=AT, city="杭州市")
    return lambda: recompute_segment(segment_id=found.pk, actor=ACTOR, at=AT)


@scenario("segments.follow_customer")
def _follow() -> Scenario:
    team = build_team()
    segment(NEAR)
    segment(condition("tags", "any", "重点"), name="重点")
    customer = team.customer(at=AT, city="杭州市", tags=["重点"])
    return lambda: follow_customer(customer_id=customer.pk, groups=("customer",), actor=ACTOR, at=AT)


@scenario("segments.add_members")
def _add() -> Scenario:
    team, found, keys = _static()
    return lambda: add_members(segment_id=found.pk, customer_ids=keys, actor=team.operator, at=AT)


@scenario("segments.remove_members")
def _remove() -> Scenario:
    team, found, keys = _static()
    return lambda: remove_members(segment_id=found.pk, customer_ids=keys, actor=team.operator, at=AT)


def _group() -> tuple[Team, ContactGroup, list[int]]:
    """A public group of the seller with one of his two contacts."""
    team = build_team()
    customer = team.customer(at=AT)
    keys = [
        add_contact(customer_id=customer.pk, values={"name": name}, actor=team.seller, at=AT).pk
        for name in ("甲", "乙")
    ]
    found = create_contact_group(values={"name": "问候", "is_public": True}, actor=team.seller, at=AT)
    group_contacts(contact_group_id=found.pk, contact_ids=keys[:1], actor=team.seller, at=AT)
    return team, found, keys


@scenario("segments.create_contact_group")
def _create_group() -> Scenario:
    team = build_team()
    return lambda: create_contact_group(values={"name": "问候"}, actor=team.seller, at=AT)


@scenario("segments.edit_contact_group")
def _edit_group() -> Scenario:
    team, found, _keys = _group()
    return lambda: edit_contact_group(contact_group_id=found.pk, values={"name": "春节"}, actor=team.seller, at=AT)


@scenario("segments.delete_contact_group")
def _delete_group() -> Scenario:
    team, found, _keys = _group()
    return lambda: delete_contact_group(contact_group_id=found.pk, actor=team.seller, at=AT)


@scenario("segments.group_contacts")
def _put_into_group() -> Scenario:
    team, found, keys = _group()
    return lambda: group_contacts(contact_group_id=found.pk, contact_ids=keys, actor=team.seller, at=AT)


@scenario("segments.ungroup_contacts")
def _take_from_group() -> Scenario:
    team, found, keys = _group()
    return lambda: ungroup_contacts(contact_group_id=found.pk, contact_ids=keys, actor=team.seller, at=AT)


def _categories() -> tuple[Team, int, int]:
    """A category with a rule below another one."""
    team = build_team()
    east = define_customer_category(values={"name": "华东"}, actor=ACTOR, at=AT)
    near = define_customer_category(
        values={"name": "杭州", "parent_id": east, "conditions": [NEAR]}, actor=ACTOR, at=AT
    )
    return team, east, near


def _proposed() -> tuple[Team, list[int]]:
    """Proposals for two customers, one of which was changed by hand since."""
    team, east, _near = _categories()
    rows = [team.customer(at=AT, city="杭州市") for _n in range(2)]
    propose_classes(actor=ACTOR, at=AT)
    edit_customer(customer_id=rows[1].pk, changes={"category": east}, actor=team.seller, at=AT)
    return team, list(Proposal.objects.order_by("pk").values_list("pk", flat=True))


@scenario("segments.define_customer_category")
def _define_category() -> Scenario:
    team, east, _near = _categories()
    values = {"name": "宁波", "parent_id": east, "conditions": [condition("city", "has", "宁波")]}
    return lambda: define_customer_category(values=values, actor=team.operator, at=AT)


@scenario("segments.edit_customer_category")
def _edit_category() -> Scenario:
    team, _east, near = _categories()
    values = {"name": "杭州城区", "parent_id": None, "conditions": []}
    return lambda: edit_customer_category(customer_category_id=near, values=values, actor=team.operator, at=AT)


@scenario("segments.delete_customer_category")
def _delete_category() -> Scenario:
    team, _east, near = _categories()
    return lambda: delete_customer_category(customer_category_id=near, reason="合并", actor=team.operator, at=AT)


@scenario("segments.set_level_rule")
def _level_rule() -> Scenario:
    team, level = build_team(), id_of(LEVEL, "A")
    team.customer(at=AT, level=level)
    values = {"rank": 1, "min_orders": 3, "follow_up_days": 7, "price_level_id": id_of(PRICE_LEVEL, "wholesale")}
    return lambda: set_level_rule(level_id=level, values=values, actor=team.operator, at=AT)


@scenario("segments.propose_classes", name="proposed")
def _propose() -> Scenario:
    team, _keys = _proposed()
    team.customer(at=AT, city="杭州市")
    return lambda: propose_classes(actor=ACTOR, at=AT)


@scenario("segments.propose_classes", name="automatic")
def _change_at_once() -> Scenario:
    team, _east, _near = _categories()
    parameters(class_change_mode="automatic")
    team.customer(at=AT, city="杭州市")
    return lambda: propose_classes(actor=ACTOR, at=AT)


@scenario("segments.accept_proposals")
def _accept() -> Scenario:
    team, keys = _proposed()
    return lambda: accept_proposals(proposal_ids=keys, reason="同意", actor=team.manager, at=AT)


@scenario("segments.refuse_proposals")
def _refuse() -> Scenario:
    team, keys = _proposed()
    return lambda: refuse_proposals(proposal_ids=[*keys, 10**9], reason="不合适", actor=team.manager, at=AT)
