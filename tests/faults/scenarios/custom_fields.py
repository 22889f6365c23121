"""Operations on custom fields."""

from __future__ import annotations

from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.operations.define_field import define_field
from danshu.custom_fields.operations.edit_field import edit_field
from danshu.custom_fields.operations.move_fields import move_fields
from danshu.custom_fields.operations.retire_field import retire_field
from danshu.custom_fields.operations.switch_fields import switch_fields
from danshu.custom_fields.tests.factories import make_field, options
from danshu.parties.operations.create_customer import create_customer
from danshu.parties.tests.factories import entries
from tests.faults.crash import ACTOR, AT, Scenario, scenario

HOST = "parties.customer"


@scenario("custom_fields.define_field")
def _define() -> Scenario:
    values = {"label": "评级", "kind": "choice", "options": options("金", "银"), "is_searchable": True}
    return lambda: define_field(host=HOST, values=values, actor=ACTOR, at=AT)


@scenario("custom_fields.edit_field")
def _edit() -> Scenario:
    """A field that holds values becomes searchable: all of them are indexed, or none."""
    field = make_field("seats", "integer")
    create_customer(values=entries(), custom={"seats": 5}, actor=ACTOR, at=AT)
    changes = {"label": "座位", "is_searchable": True}
    version = FieldDefinition.objects.get(pk=field.pk).version
    return lambda: edit_field(field_id=field.pk, values=changes, version=version, actor=ACTOR, at=AT)


@scenario("custom_fields.switch_fields")
def _switch() -> Scenario:
    keys = [make_field(code, on=False).pk for code in ("one", "two")]
    return lambda: switch_fields(field_ids=keys, is_on=True, actor=ACTOR, at=AT)


@scenario("custom_fields.retire_field")
def _retire() -> Scenario:
    field = make_field("grade")
    return lambda: retire_field(field_id=field.pk, actor=ACTOR, at=AT)


@scenario("custom_fields.move_fields")
def _move() -> Scenario:
    keys = [make_field(code).pk for code in ("one", "two", "three")]
    return lambda: move_fields(host=HOST, order=[keys[2], *keys[:2]], actor=ACTOR, at=AT)
