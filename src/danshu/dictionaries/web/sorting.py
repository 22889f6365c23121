"""The sort page of a dictionary: up, down, to a position (COM-006)."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.dictionaries.errors import PositionOutside
from danshu.dictionaries.models import Value
from danshu.dictionaries.operations.move_values import move_values
from danshu.dictionaries.permissions import CONFIGURE
from danshu.dictionaries.web.views import declared_or_404
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.keys import keys_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.messages import done
from danshu.ui.normalise import half_width
from danshu.ui.responses import go, render_page


@allowed_to(CONFIGURE)
def sort(request: ActorRequest, code: str) -> HttpResponse:
    """Show the valid values in their order; POST moves the ticked ones."""
    declared, url = declared_or_404(code), reverse("dictionaries:sort", args=[code])
    rows = list(Value.objects.filter(dictionary=code, is_valid=True).order_by("position", "id"))
    refusal: DomainError | None = None
    chosen: list[int] = []
    if request.method == "POST":
        order = [row.pk for row in rows]
        try:
            chosen = _chosen(request.POST, order)
            position = _position(request.POST, order, chosen)
            move_values(dictionary=code, value_ids=chosen, position=position, actor=request.actor, at=now())
            done(request, _("顺序已保存"))
            return go(request, f"{url}?ids={','.join(map(str, chosen))}")
        except DomainError as error:
            refusal = error
    else:
        chosen = keys_of(request.GET.get("ids", "").split(","))
    context = {
        "declared": declared,
        "rows": rows,
        "chosen": chosen,
        "refusal": refusal,
        "position": request.POST.get("position", ""),
        "values_url": reverse("dictionaries:values", args=[code]),
    }
    return render_page(request, "dictionaries/sort.html", context, status=refusal.status if refusal else 200)


def _chosen(data: QueryDict, order: list[int]) -> list[int]:
    ticked = set(keys_of(data.getlist("ids")))
    if not ticked:
        raise FieldErrors([FieldProblem("ids", "required", _("请至少选择一条记录"))])
    return [pk for pk in order if pk in ticked]


def _position(data: QueryDict, order: list[int], chosen: list[int]) -> int:
    """Where the first of the chosen goes; a step over the edge is refused."""
    if not chosen:
        return 1
    last = len(order) - len(chosen) + 1
    # several chosen values close up: going up at the first of them, going down at the last
    if data.get("move") == "up":
        return order.index(chosen[0])
    if data.get("move") == "down":
        return order.index(chosen[-1]) + 3 - len(chosen)
    text = half_width(data.get("position", "")).strip()
    if not text.isdecimal() or not 1 <= int(text) <= last:
        raise PositionOutside(field="position", last=last)
    return int(text)
