"""Contact groups: private and public ones, a contact in several, deleting leaves contacts (CUS-021)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from danshu.audit.queries import history
from danshu.kit.errors import EditConflict, FieldErrors, NotFound
from danshu.parties.models import Contact, Customer
from danshu.parties.operations.add_contact import add_contact
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.restore_customer import restore_customer
from danshu.parties.tests.test_pages import fields_of, text_of
from danshu.parties.tests.test_races import at_once
from danshu.pool.tests.factories import NOON, SYSTEM, Team, build_team
from danshu.pool.tests.test_pages import confirmed
from danshu.pool.tests.test_rest import Program
from danshu.segments.errors import GroupNameTaken, NotYourGroup
from danshu.segments.group_queries import group_choices, group_of, grouped, groups_of
from danshu.segments.models import ContactGroup, GroupedContact
from danshu.segments.operations.create_contact_group import create_contact_group
from danshu.segments.operations.delete_contact_group import delete_contact_group
from danshu.segments.operations.edit_contact_group import edit_contact_group
from danshu.segments.operations.group_contacts import group_contacts
from danshu.segments.operations.ungroup_contacts import ungroup_contacts
from danshu.segments.tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-021")]


def group(actor: Any, name: str = "采购负责人", **values: Any) -> ContactGroup:
    return create_contact_group(values={"name": name, **values}, actor=actor, at=NOON)


def contact(team: Team, name: str = "吴九", customer: Customer | None = None, actor: Any = None) -> Contact:
    who = actor or team.seller
    place = customer or team.customer(who)
    return add_contact(customer_id=place.pk, values={"name": name, "mobile": "13911112222"}, actor=who, at=NOON)


def members(found: ContactGroup) -> set[int]:
    return set(GroupedContact.objects.filter(group=found).values_list("contact_id", flat=True))


def put(found: ContactGroup, actor: Any, *rows: Contact) -> int:
    return group_contacts(contact_group_id=found.pk, contact_ids=[row.pk for row in rows], actor=actor, at=NOON)


def test_deleting_a_group_leaves_its_contacts(team: Team) -> None:
    """The first done-when of CUS-021."""
    found, person = group(team.seller), contact(team)
    put(found, team.seller, person)
    delete_contact_group(contact_group_id=found.pk, actor=team.seller, at=NOON)
    assert (ContactGroup.objects.count(), GroupedContact.objects.count()) == (0, 0)
    person.refresh_from_db()
    assert (person.deleted_at, person.is_valid, person.version) == (None, True, 1)


def test_a_contact_is_in_several_groups_and_a_group_takes_him_once(team: Team) -> None:
    first, second, person, other = (
        group(team.seller),
        group(team.seller, "节日问候"),
        contact(team),
        contact(team, "郑十"),
    )
    assert (put(first, team.seller, person), put(second, team.seller, person)) == (1, 1)
    assert put(first, team.seller, person, other) == 1
    assert (members(first), members(second)) == ({person.pk, other.pk}, {person.pk})
    assert [name for _pk, name, _public in groups_of(team.seller, person.pk)] == ["节日问候", "采购负责人"]
    keys = [person.pk, 10**9]
    assert ungroup_contacts(contact_group_id=first.pk, contact_ids=keys, actor=team.seller, at=NOON) == 1
    assert (members(first), members(second)) == ({other.pk}, {person.pk})
    assert len(history("segments.group", first.pk)) == 4


def test_a_private_group_exists_for_its_owner_only_and_a_public_one_for_all(team: Team) -> None:
    private, public = group(team.seller), group(team.seller, "公开名单", is_public=True)
    person = contact(team, actor=team.colleague)
    assert [name for _pk, name in group_choices(team.colleague)] == ["公开名单"]
    for act in (
        lambda: put(private, team.colleague, person),
        lambda: delete_contact_group(contact_group_id=private.pk, actor=team.operator, at=NOON),
        lambda: group_of(team.operator, private.pk),
    ):
        with pytest.raises(NotFound):
            act()
    assert put(public, team.colleague, person) == 1
    assert (members(private), members(public)) == (set(), {person.pk})


def test_a_public_group_is_maintained_by_its_owner_or_who_manages_them(team: Team) -> None:
    found = group(team.seller, is_public=True)
    with pytest.raises(NotYourGroup):
        edit_contact_group(contact_group_id=found.pk, values={"name": "别的"}, actor=team.colleague, at=NOON)
    with pytest.raises(NotYourGroup):
        delete_contact_group(contact_group_id=found.pk, actor=team.colleague, at=NOON)
    found.refresh_from_db()
    assert (found.name, found.version) == ("采购负责人", 1)
    edit_contact_group(contact_group_id=found.pk, values={"name": "采购"}, version=1, actor=team.operator, at=NOON)
    with pytest.raises(EditConflict):
        edit_contact_group(contact_group_id=found.pk, values={"name": "x"}, version=1, actor=team.seller, at=NOON)
    with pytest.raises(FieldErrors):  # it would be gone for the one who closes it
        edit_contact_group(contact_group_id=found.pk, values={"is_public": False}, actor=SYSTEM, at=NOON)
    edit_contact_group(contact_group_id=found.pk, values={"is_public": False}, actor=team.seller, at=NOON)
    found.refresh_from_db()
    assert (found.name, found.is_public, found.version) == ("采购", False, 3)


@pytest.mark.spec("COM-008")
def test_names_are_checked_and_one_s_own_are_different(team: Team) -> None:
    found = group(team.seller)
    for values, fields in (({"name": " "}, ["name"]), ({"name": "字" * 51, "remark": "字" * 501}, ["name", "remark"])):
        with pytest.raises(FieldErrors) as told:
            create_contact_group(values=values, actor=team.seller, at=NOON)
        assert [problem.field for problem in told.value.problems] == fields
    with pytest.raises(GroupNameTaken):
        group(team.seller)
    group(team.colleague)
    assert ContactGroup.objects.count() == 2
    assert found.name == "采购负责人"


@pytest.mark.spec("ACC-022")
def test_contacts_out_of_reach_are_neither_added_nor_counted(team: Team) -> None:
    found, mine, foreign = group(team.seller, is_public=True), contact(team), contact(team, actor=team.stranger)
    with pytest.raises(NotFound):
        put(found, team.seller, mine, foreign)
    assert members(found) == set()
    put(found, team.seller, mine)
    put(found, team.stranger, foreign)
    assert (group_of(team.seller, found.pk).contact_count, group_of(team.operator, found.pk).contact_count) == (1, 2)
    foreign_key = [foreign.pk]
    assert ungroup_contacts(contact_group_id=found.pk, contact_ids=foreign_key, actor=team.seller, at=NOON) == 0
    assert members(found) == {mine.pk, foreign.pk}


@pytest.mark.spec("CUS-005")
def test_groups_come_back_with_the_customer_from_the_bin(team: Team) -> None:
    found, customer = group(team.seller), team.customer()
    person = contact(team, customer=customer)
    put(found, team.seller, person)
    delete_customer(customer_id=customer.pk, reason="录错", actor=team.manager, at=NOON)
    assert members(found) == set()
    restore_customer(customer_id=customer.pk, actor=team.manager, at=NOON)
    assert members(found) == {person.pk}


def test_the_pages_make_fill_filter_and_delete(team: Team, sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    client, person, other = sign_in(team.seller), contact(team, "吴九"), contact(team, "郑十")
    new = reverse("segments:group_new")
    assert client.post(new, fields_of(client, new)).status_code == 422
    assert client.post(new, fields_of(client, new) | {"name": "节日问候"}).status_code == 303
    found = ContactGroup.objects.get()
    for name, kept in (("contacts_group", {person.pk, other.pk}), ("contacts_ungroup", {other.pk})):
        ids = f"{person.pk},{other.pk}" if name == "contacts_group" else str(person.pk)
        url = f"{reverse(f'segments:{name}')}?ids={ids}"
        assert client.post(url, fields_of(client, url) | {"group": str(found.pk)}).status_code == 303
        assert members(found) == kept
    listed = text_of(client.get(reverse("parties:contact_list"), {"group": str(found.pk)}))
    assert ("吴九" in listed, "郑十" in listed) == (False, True)
    assert "节日问候" in text_of(client.get(reverse("parties:contact", args=[other.pk])))
    assert "不在任何分组里" in text_of(client.get(reverse("parties:contact", args=[person.pk])))
    edit = reverse("segments:group_edit", args=[found.pk])
    assert client.post(edit, fields_of(client, edit) | {"name": "春节问候", "is_public": "1"}).status_code == 303
    assert "春节问候" in text_of(sign_in(team.colleague).get(reverse("segments:groups")))
    for n in range(5):
        group(team.seller, f"分组{n}")
    client.get(reverse("segments:groups"))
    with django_assert_max_num_queries(14):
        client.get(reverse("segments:groups"))
    assert confirmed(client, reverse("segments:group_delete", args=[found.pk])) == 303
    assert not ContactGroup.objects.filter(pk=found.pk).exists()
    assert set(Contact.objects.filter(pk__in=[person.pk, other.pk]).values_list("deleted_at", flat=True)) == {None}


@pytest.mark.spec("SYS-030", "INV-Z1")
def test_a_program_groups_contacts_and_reads_them_shortened(team: Team, sign_in: SignIn) -> None:
    seller, other = Program(sign_in(team.seller)), Program(sign_in(team.colleague))
    person = contact(team)
    made = seller.post("/contact-groups", {"name": "节日问候"}, key="k1")
    assert (made.status_code, made.json()["contact_count"], made.json()["owner_name"]) == (201, 0, "李四")
    path = f"/contact-groups/{made.json()['id']}"
    assert seller.post(f"{path}/contacts", {"contact_ids": [person.pk]}).json() == {"moved": 1, "contact_count": 1}
    row = seller.get(f"{path}/contacts").json()["items"][0]
    assert (row["id"], row["name"]) == (person.pk, "吴九")
    assert other.get(path).status_code == 404
    gone = seller.post(f"{path}/contacts/remove", {"contact_ids": [person.pk]})
    assert gone.json() == {"moved": 1, "contact_count": 0}
    assert seller.client.delete(f"/api/v1{path}").status_code == 204
    assert seller.get("/contact-groups").json()["items"] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("FI-05")
def test_the_same_contacts_added_by_two_at_once_are_in_it_once() -> None:
    team = build_team()
    found, rows = group(team.seller, is_public=True), [contact(team, f"示例{n}") for n in range(4)]
    outcomes = at_once(*(lambda actor=actor: put(found, actor, *rows) for actor in (team.seller, team.manager)))
    assert outcomes == {"done": 2}
    assert (members(found), GroupedContact.objects.count()) == ({row.pk for row in rows}, 4)
    assert set(grouped([found.pk]).values_list("contact_id", flat=True)) == {row.pk for row in rows}
