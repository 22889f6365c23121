"""Views are kept, shared, put first and removed (COM-002, CUS-007)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from danshu.audit.models import AuditEntry
from danshu.identity.tests.factories import NOON
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, NotFound
from danshu.saved_views.models import SavedView
from danshu.saved_views.operations.delete_view import delete_view
from danshu.saved_views.operations.edit_view import edit_view
from danshu.saved_views.operations.save_view import save_view
from danshu.saved_views.queries import views_for
from danshu.saved_views.rules import MOST_VIEWS, TooManyViews, ViewEntry, ViewNameTaken
from danshu.saved_views.tests.conftest import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COM-002", "CUS-007")]
LIST = "parties.customers"
ENTRY = ViewEntry("展会客户", "source=1&level=A", ("name", "level"))


def keep(desk: Desk, name: str, entry: ViewEntry = ENTRY, list_name: str = LIST) -> SavedView:
    """Somebody keeps a view."""
    return save_view(list_name=list_name, entry=entry, actor=desk.actor(name), at=NOON)


def labels(desk: Desk, name: str, list_name: str = LIST) -> list[str]:
    """The tabs that somebody sees; the one the list opens with carries a star."""
    return [f"{view.label}{'*' if view.opens_first else ''}" for view in views_for(desk.actor(name), list_name)]


def test_a_view_is_its_owners_until_it_is_shared(desk: Desk) -> None:
    row = keep(desk, "clerk")
    assert (labels(desk, "clerk"), labels(desk, "colleague"), labels(desk, "manager")) == (["展会客户"], [], [])
    (view,) = views_for(desk.actor("clerk"), LIST)
    assert (view.query, view.columns, view.may_edit, view.is_shared) == (ENTRY.query, ENTRY.columns, True, False)
    assert labels(desk, "clerk", "sales.orders") == []
    assert AuditEntry.objects.filter(subject_kind="saved_views.view", subject_id=row.pk).count() == 1


def test_a_shared_view_is_offered_to_the_role_or_to_everybody_after_ones_own(desk: Desk) -> None:
    keep(desk, "manager", ViewEntry("公司", audience="all"))
    keep(desk, "manager", ViewEntry("销售", audience="role:SLS"))
    keep(desk, "clerk", ViewEntry("自己的"))
    assert labels(desk, "clerk") == ["自己的", "销售", "公司"]
    assert labels(desk, "colleague") == ["销售", "公司"]
    assert [view.may_edit for view in views_for(desk.actor("colleague"), LIST)] == [False, False]


def test_the_nearest_first_view_opens_the_list_and_another_takes_its_place(desk: Desk) -> None:
    keep(desk, "manager", ViewEntry("公司", audience="all", opens_first=True))
    assert (labels(desk, "clerk"), labels(desk, "manager")) == (["公司*"], ["公司*"])
    keep(desk, "manager", ViewEntry("销售", audience="role:SLS", opens_first=True))
    assert (labels(desk, "clerk"), labels(desk, "manager")) == (["销售*", "公司"], ["销售", "公司*"])
    keep(desk, "clerk", ViewEntry("一", opens_first=True))
    keep(desk, "clerk", ViewEntry("二", opens_first=True))
    assert labels(desk, "clerk") == ["一", "二*", "销售", "公司"]
    assert labels(desk, "colleague") == ["销售*", "公司"]


def test_nobody_shares_without_the_right_nor_changes_what_is_not_his(desk: Desk) -> None:
    own, shared = keep(desk, "clerk"), keep(desk, "manager", ViewEntry("公司", audience="all"))
    with pytest.raises(Forbidden):
        keep(desk, "colleague", ViewEntry("给大家", audience="all"))
    with pytest.raises(Forbidden):
        edit_view(view_id=own.pk, entry=replace(ENTRY, audience="role:SLS"), actor=desk.actor("clerk"), at=NOON)
    for foreign, who in ((own, "colleague"), (own, "manager"), (shared, "clerk")):
        with pytest.raises(NotFound):
            edit_view(view_id=foreign.pk, entry=ENTRY, actor=desk.actor(who), at=NOON)
        with pytest.raises(NotFound):
            delete_view(view_id=foreign.pk, actor=desk.actor(who), at=NOON)
    assert sorted(SavedView.objects.values_list("label", "audience")) == [("公司", "all"), ("展会客户", "me")]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (ViewEntry("  "), "label"),
        (ViewEntry("名" * 21), "label"),
        (ViewEntry("查询太长", "q=" + "x" * 1000), "label"),
        (ViewEntry("给谁", audience="role:NOBODY"), "audience"),
        (ViewEntry("给谁", audience="role"), "audience"),
    ],
)
def test_a_wrong_entry_is_refused_beside_its_field(desk: Desk, entry: ViewEntry, field: str) -> None:
    with pytest.raises(FieldErrors) as refusal:
        keep(desk, "manager", entry)
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert SavedView.objects.count() == 0


def test_two_views_of_a_list_bear_two_names_and_their_number_is_limited(desk: Desk) -> None:
    keep(desk, "clerk")
    with pytest.raises(ViewNameTaken):
        keep(desk, "clerk", replace(ENTRY, label=" 展会客户 "))
    keep(desk, "clerk", ENTRY, "sales.orders")
    keep(desk, "colleague")
    for number in range(MOST_VIEWS - 1):
        keep(desk, "clerk", ViewEntry(f"视图 {number}"))
    with pytest.raises(TooManyViews):
        keep(desk, "clerk", ViewEntry("多一个"))
    assert len(labels(desk, "clerk")) == MOST_VIEWS


@pytest.mark.spec("COM-012")
def test_an_editor_who_saw_an_older_version_is_told(desk: Desk) -> None:
    row, actor = keep(desk, "clerk"), desk.actor("clerk")
    edit_view(view_id=row.pk, entry=replace(ENTRY, label="新名"), seen_version=1, actor=actor, at=NOON)
    with pytest.raises(EditConflict):
        edit_view(view_id=row.pk, entry=replace(ENTRY, label="旧页"), seen_version=1, actor=actor, at=NOON)
    assert labels(desk, "clerk") == ["新名"]
    delete_view(view_id=row.pk, actor=actor, at=NOON)
    assert labels(desk, "clerk") == []


def test_a_shared_view_keeps_filters_and_nothing_that_would_shut_the_list(desk: Desk) -> None:
    query = "source=1&export=csv&q=%00&level=A&after=%00&view=9&name=a%0d%0ab"
    row = keep(desk, "manager", ViewEntry("公司", query, audience="all", opens_first=True))
    assert row.query == "source=1&level=A"
    # what lasts is kept letter by letter
    assert keep(desk, "clerk", ViewEntry("原样", "q=%E4%B8%80+b&sort=-name")).query == "q=%E4%B8%80+b&sort=-name"
