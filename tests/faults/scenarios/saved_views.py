"""Operations on saved views."""

from __future__ import annotations

from danshu.identity.tests.factories import make_user
from danshu.kit.actor import EVERYTHING, Actor
from danshu.saved_views.models import SavedView
from danshu.saved_views.operations.delete_view import delete_view
from danshu.saved_views.operations.edit_view import edit_view
from danshu.saved_views.operations.save_view import save_view
from danshu.saved_views.permissions import KEEP
from danshu.saved_views.rules import ViewEntry
from tests.faults.crash import AT, Scenario, scenario


def _owner() -> Actor:
    return Actor(make_user().pk, "owner", grants={KEEP: EVERYTHING})


def _kept(owner: Actor) -> SavedView:
    entry = ViewEntry("常用", "q=1", opens_first=True)
    return save_view(list_name="tests.list", entry=entry, actor=owner, at=AT)


@scenario("saved_views.save_view")
def _save() -> Scenario:
    owner = _owner()
    _kept(owner)
    entry = ViewEntry("另一个", opens_first=True)
    return lambda: save_view(list_name="tests.list", entry=entry, actor=owner, at=AT)


@scenario("saved_views.edit_view")
def _edit() -> Scenario:
    owner = _owner()
    row = _kept(owner)
    return lambda: edit_view(view_id=row.pk, entry=ViewEntry("新名"), actor=owner, at=AT)


@scenario("saved_views.delete_view")
def _delete() -> Scenario:
    owner = _owner()
    row = _kept(owner)
    return lambda: delete_view(view_id=row.pk, actor=owner, at=AT)
