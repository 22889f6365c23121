"""Nothing that hangs on a customer is forgotten when it is taken into another one (CUS-003)."""

from __future__ import annotations

import pytest
from django.apps import apps

from danshu.parties.merging.registry import SETTLED


@pytest.mark.spec("CUS-003")
def test_every_foreign_key_to_a_customer_says_what_a_merge_does_with_it() -> None:
    keys = {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.many_to_one or field.one_to_one or field.many_to_many
        if field.concrete and field.related_model._meta.label == "parties.Customer"
    }

    assert keys - SETTLED == set(), "declare them in the module's merging.py"
    assert SETTLED - keys == set(), "declared, but there is no such foreign key"
    assert ("sales.Order", "customer") in keys
