"""The sort page of categories: up, down, to a position, among siblings (COM-006)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.catalog.operations.reorder_categories import reorder_categories
from danshu.catalog.permissions import CATEGORY_EDIT
from danshu.catalog.queries import category_or_404, category_tree, valid_children
from danshu.kit.clock import now
from danshu.kit.errors import DomainError
from danshu.kit.keys import key_of, keys_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.messages import done
from danshu.ui.normalise import half_width
from danshu.ui.responses import go, render_page


class NothingChosen(DomainError):
    """A move without rows."""

    code, status = "nothing_selected", 422
    message = gettext_lazy("请至少选择一条记录")


class PositionOutside(DomainError):
    """A position outside 1..n, or a step over the edge (COM-006)."""

    code, status = "position_outside", 422
    message = gettext_lazy("位置应在 1 到 %(last)s 之间")
    way_out = gettext_lazy("填写范围内的位置")


@dataclass(frozen=True, slots=True)
class Move:
    """What the page asks: which rows, and where the first of them goes (1 is the first place)."""

    order: list[int]
    chosen: list[int]
    position: int

    def result(self) -> list[int]:
        """The new order; the chosen rows stay together and keep their mutual order."""
        rest = [pk for pk in self.order if pk not in self.chosen]
        return rest[: self.position - 1] + self.chosen + rest[self.position - 1 :]


@allowed_to(CATEGORY_EDIT)
def category_sort(request: ActorRequest) -> HttpResponse:
    """Show the valid children of ?parent= in their order; POST moves the ticked ones."""
    parent_id = key_of(request.GET.get("parent"))
    parent = category_or_404(parent_id) if parent_id is not None else None
    rows = valid_children(parent_id)
    here = reverse("catalog:category_sort") + (f"?parent={parent_id}" if parent_id else "")
    refusal: DomainError | None = None
    chosen = keys_of(request.GET.get("ids", "").split(","))
    if request.method == "POST":
        chosen = [row.pk for row in rows if str(row.pk) in request.POST.getlist("ids")]
        try:
            move = read_move(request.POST, [row.pk for row in rows], chosen)
            reorder_categories(parent_id=parent_id, category_ids=move.result(), actor=request.actor, at=now())
            done(request, _("顺序已保存"))
            joint = "&" if parent_id else "?"
            return go(request, f"{here}{joint}ids={','.join(map(str, chosen))}")
        except DomainError as error:
            refusal = error
    nodes = category_tree()
    with_children = {node.parent_id for node in nodes}
    parents = [node for node in nodes if node.id in with_children]
    context = {
        "rows": rows, "chosen": chosen, "refusal": refusal, "parent": parent, "parents": parents, "here": here,
        "position": request.POST.get("position", ""),
    }  # fmt: skip
    return render_page(request, "catalog/category_sort.html", context, status=refusal.status if refusal else 200)


def read_move(data: QueryDict, order: list[int], chosen: list[int]) -> Move:
    """Understand up, down or a typed position. Raises NothingChosen, PositionOutside."""
    if not chosen:
        raise NothingChosen()
    last = len(order) - len(chosen) + 1
    first_place, last_place = order.index(chosen[0]) + 1, order.index(chosen[-1]) + 1
    if data.get("move") == "up":
        position = first_place - 1
    elif data.get("move") == "down":
        position = last_place - len(chosen) + 2
    else:
        text = half_width(data.get("position", "")).strip()
        position = int(text) if text.isdecimal() and len(text) < 9 else 0
    if not 1 <= position <= last:
        raise PositionOutside(field="position", last=last)
    return Move(order, chosen, position)
