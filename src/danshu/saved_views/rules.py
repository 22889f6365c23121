"""What a view may hold, and for whom it may stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.queries import role_codes
from danshu.kit.actor import Actor
from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, Forbidden
from danshu.kit.permissions import label_of
from danshu.saved_views.models import Audience, SavedView
from danshu.saved_views.permissions import SHARE
from danshu.ui.lists.state import MOMENTARY, PLACE

MOST_VIEWS = 20
LONGEST = {"label": 20, "query": 1000}
PASSING = frozenset({*PLACE, *MOMENTARY, "view", "export"})
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class ViewNameTaken(DomainError):
    """Two views of one list would bear the same name."""

    code, status = "view_name_taken", 422
    message = gettext_lazy("这个列表已经有同名的视图")
    way_out = gettext_lazy("换一个名称，或修改原来的视图")


class TooManyViews(DomainError):
    """More views than a row of tabs can show."""

    code = "too_many_views"
    message = gettext_lazy("一个列表最多保存 %(limit)s 个自己的视图")
    way_out = gettext_lazy("先删除不用的视图")


explain("saved_view_label_unique", lambda: ViewNameTaken(field="label"))


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """What a person asks to keep; audience: "me", "all" or "role:CODE"."""

    label: str
    query: str = ""
    columns: tuple[str, ...] = ()
    audience: str = Audience.ME
    opens_first: bool = False

    def checked(self) -> ViewEntry:
        """The entry with a tidy name. Raises FieldErrors for what is missing, too long or unknown."""
        label = " ".join(self.label.split())
        problems = []
        if not label:
            problems.append(FieldProblem("label", "required", _("填写名称")))
        for name, text in (("label", label), ("query", self.query)):
            if len(text) > LONGEST[name]:
                problems.append(FieldProblem("label", "length", _("最多 %(limit)s 个字") % {"limit": LONGEST[name]}))
        if self.audience not in known_audiences():
            problems.append(FieldProblem("audience", "unknown", _("没有这个选项，重新选择")))
        if problems:
            raise FieldErrors(problems)
        return ViewEntry(label, lasting(self.query), self.columns, self.audience, self.opens_first)

    @property
    def facts(self) -> dict[str, object]:
        """The columns of the record."""
        audience, _colon, role = self.audience.partition(":")
        return {
            "label": self.label, "query": self.query, "columns": list(self.columns), "audience": audience, "role": role,
            "opens_first": self.opens_first,
        }  # fmt: skip


def lasting(query: str) -> str:
    """The query without what makes no view: a place in the list, an export, another view, signs that no filter takes.

    A shared view that opens first would otherwise shut the list for everybody.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, text) for name, text in pairs if name not in PASSING and not CONTROLS.search(name + text)]
    return query if kept == pairs else urlencode(kept)


def known_audiences() -> set[str]:
    """Everybody whom a view can be meant for."""
    return {Audience.ME, Audience.ALL, *(f"{Audience.ROLE}:{code}" for code, _label in role_codes())}


def require_may_share(audience: str, actor: Actor) -> None:
    """Raise Forbidden when somebody without the right offers a view to others."""
    if audience != Audience.ME and not actor.can(SHARE):
        raise Forbidden(function=label_of(SHARE), code=SHARE, field="audience")


def require_room(list_name: str, actor: Actor) -> None:
    """Raise TooManyViews when a person keeps as many views of a list as fit."""
    if SavedView.objects.filter(owner_id=actor.user_id, list_name=list_name).count() >= MOST_VIEWS:
        raise TooManyViews(limit=MOST_VIEWS)
