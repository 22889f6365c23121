"""A list is narrowed, kept, opened again, changed, removed; as people do and by direct requests."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlencode

import pytest
from django.test import Client

from danshu.identity.tests.factories import NOON
from danshu.parties.tests.factories import make_customer
from danshu.saved_views.models import SavedView
from danshu.saved_views.operations.save_view import save_view
from danshu.saved_views.rules import ViewEntry
from danshu.saved_views.tests.conftest import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-002", "CUS-007")]
PAGE = "/customers/"
KEPT = urlencode({"keyword_name": "重点", "sort": "name"})


def post(client: Client, path: str, **values: object) -> str:
    """Post a form; the address it leads to."""
    answer = client.post(path, values)
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return unquote(answer["Location"])


def hidden_of(client: Client, path: str) -> dict[str, str]:
    """What the dialog sends along: its token and the facts that were shown."""
    text = client.get(path).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))


@pytest.fixture
def customers(desk: Desk) -> None:
    """Two important ones and another."""
    for name in ("示例重点甲", "示例重点乙", "示例其他丙"):
        make_customer(desk.actor("clerk"), name=name)


def test_filters_order_and_columns_come_back_under_their_name(desk: Desk, customers: None) -> None:
    client = desk.browser("clerk")
    text = client.get(f"{PAGE}?{KEPT}").content.decode()
    assert f'name="query" value="{KEPT.replace("&", "&amp;")}"' in text
    url = post(client, "/views/new/", list_name="parties.customers", query=KEPT, label="重点",
               columns="name,number")  # fmt: skip
    row = SavedView.objects.get()
    assert url == unquote(f"{PAGE}?view={row.pk}&{KEPT}")
    shown = client.get(f"{PAGE}?view={row.pk}&{KEPT}").content.decode()
    assert "示例重点甲" in shown
    assert "示例其他丙" not in shown
    tab = shown[shown.index(f'href="?view={row.pk}&') :]
    assert 'aria-current="true"' in tab[: tab.index("</a>")]
    assert shown.index('id="sort-name"') < shown.index('id="sort-number"')
    assert 'id="sort-created_at"' not in shown
    assert client.get(f"{PAGE}?viewcount={row.pk}").content == b"2"
    assert desk.browser("colleague").get(f"{PAGE}?viewcount={row.pk}").content == b""


def test_the_list_opens_with_the_first_view_and_without_it_when_asked(desk: Desk, customers: None) -> None:
    client = desk.browser("clerk")
    post(
        client, "/views/new/", list_name="parties.customers", query="keyword_name=重点", label="重点", opens_first="on"
    )
    row = SavedView.objects.get()
    answer = client.get(PAGE)
    assert (answer.status_code, unquote(answer["Location"])) == (
        303,
        f"{PAGE}?view={row.pk}&keyword_name=重点",
    )
    everything = client.get(f"{PAGE}?view=0").content.decode()
    assert "示例其他丙" in everything
    assert 'href="?view=0' in everything
    assert desk.browser("colleague").get(PAGE).status_code == 200


def test_what_changed_in_an_open_view_can_be_kept(desk: Desk, customers: None) -> None:
    client = desk.browser("clerk")
    post(client, "/views/new/", list_name="parties.customers", query="keyword_name=重点", label="重点")
    row = SavedView.objects.get()
    update = f"/views/{row.pk}/update/"
    assert update not in client.get(f"{PAGE}?view={row.pk}&keyword_name=重点").content.decode()
    assert update in client.get(f"{PAGE}?view={row.pk}&keyword_name=其他").content.decode()
    url = post(client, update, query="keyword_name=其他")
    row.refresh_from_db()
    assert (url, row.query, row.version) == (f"{PAGE}?view={row.pk}&keyword_name=其他", "keyword_name=其他", 2)


def test_views_are_managed_and_foreign_ones_do_not_exist(desk: Desk) -> None:
    row = save_view(
        list_name="parties.customers", entry=ViewEntry("公司视角", audience="all"), actor=desk.actor("manager"), at=NOON
    )
    manager, clerk = desk.browser("manager"), desk.browser("clerk")
    assert "公司视角" in manager.get("/views/").content.decode()
    assert "公司视角" not in clerk.get("/views/").content.decode()
    for path in (f"/views/{row.pk}/edit/", f"/views/{row.pk}/delete/"):
        assert clerk.get(path).status_code == 404
        assert manager.get(path).status_code == 200
    assert clerk.post(f"/views/{row.pk}/update/", {"query": ""}).status_code == 404
    entries = {"label": "公司视图", "audience": "role:SLS", "opens_first": "on", "version": 1}
    post(manager, f"/views/{row.pk}/edit/", **entries)
    row.refresh_from_db()
    assert (row.label, row.audience, row.role, row.opens_first) == ("公司视图", "role", "SLS", True)
    assert manager.post(f"/views/{row.pk}/edit/", entries).status_code == 409
    post(manager, f"/views/{row.pk}/delete/", **hidden_of(manager, f"/views/{row.pk}/delete/"))
    assert SavedView.objects.count() == 0


def test_a_refused_name_comes_back_with_the_entries(desk: Desk) -> None:
    client = desk.browser("clerk")
    answer = client.post(
        "/views/new/", {"list_name": "parties.customers", "query": "keyword_name=重点", "label": "名" * 21}
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'name="query" value="keyword_name=重点"' in text
    assert "最多 20 个字" in text
    assert SavedView.objects.count() == 0


def test_a_view_opens_its_list_with_what_the_list_understands(desk: Desk, customers: None) -> None:
    query = "keyword_name=重点&idle_from=1e30&created_from=gestern"
    client = desk.browser("clerk")
    entry = ViewEntry(label="重点", query=query, opens_first=True)
    row = save_view(list_name="parties.customers", entry=entry, actor=desk.actor("clerk"), at=NOON)

    opened = client.get(PAGE, follow=True)

    listing = opened.context["listing"]
    assert (opened.status_code, {each.name for each in listing.page.rows}) == (200, {"示例重点甲", "示例重点乙"})
    assert (listing.state.errors, listing.has_changed) == ([], False)
    assert client.get(f"{PAGE}?viewcount={row.pk}").content == b"2"
    typed = client.get(f"{PAGE}?view={row.pk}&keyword_name=重点&idle_from=1e31")
    assert len(typed.context["listing"].page.rows) == 0
    assert "应在 0 与 36,500 之间" in typed.content.decode()
