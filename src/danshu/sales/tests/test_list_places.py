"""Places in the list of orders that come from outside (COM-003)."""

from __future__ import annotations

import json

import pytest

from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.test_pages import listed
from danshu.sales.tests.world import World
from danshu.testing.places import packed

pytestmark = pytest.mark.django_db


@pytest.mark.spec("COM-003")
@pytest.mark.parametrize("sort", ["-created", "total"])
def test_places_that_the_list_did_not_give_out_show_its_first_page(office: World, sign_in: SignIn, sort: str) -> None:
    office.order()
    client = sign_in(office.clerk)
    start = listed(client, f"sort={sort}")
    bad = ["i1", "sabc"], ["i1", "n1.5"], ["i1", "nsNaN"], ["i1", "u1234"], ["s\ud800", "i1"], ["s\0", "i1"]
    worse = ["f1e400", "i1"], ["b1", "b1"], ["u6f0e4b0c-9d4c-4bb0-8f6e-0a4b7f5b2c11", "i1"], ["i" + "9" * 30, "b0"]

    for place in [
        *(packed(json.dumps(each)) for each in (*bad, *worse)),
        packed("[" * 50_000),
        packed('{"a":' * 9_000),
    ]:
        for name in ("after", "before"):
            assert listed(client, f"sort={sort}&{name}={place}&n=3") == start, place
