"""Changing and deleting drafts of shipping notes (FUL-004)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.delete_shipment import delete_shipment
from danshu.fulfilment.operations.edit_shipment import edit_shipment
from danshu.fulfilment.permissions import SHIP
from danshu.fulfilment.queries import offered_lines, shipment_by_number
from danshu.fulfilment.web.shipping import line_label
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.fields import IntegerField, QuantityField, RemarkField
from danshu.ui.formats import unit_text
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done


class EditForm(Form):
    """Quantities of the note, and of what else is open in its warehouse."""

    boxes = IntegerField(label=gettext_lazy("箱数"), required=False, min_value=1, max_value=9999)
    remark = RemarkField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, note: Shipment, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.line_ids = []
        for line, on_note, limit in offered_lines(note):
            self.line_ids.append(line.pk)
            hint = _("可发 %(limit)s %(unit)s") % {"limit": f"{limit.normalize():f}", "unit": unit_text(line.unit_name)}
            self.fields[f"quantity-{line.pk}"] = QuantityField(
                label=line_label(line, len(note.order_numbers) > 1), required=False, initial=f"{on_note.normalize():f}",
                decimal_places=3, help_text=hint, min_value=0,
            )  # fmt: skip
        self.sections = [  # type: ignore[misc]
            Section(_("数量"), [f"quantity-{pk}:2" for pk in self.line_ids]), Section(_("其他"), ["boxes", "remark:4"]),
        ]  # fmt: skip


@allowed_to(SHIP)
def note_edit(request: ActorRequest, number: str) -> HttpResponse:
    """GET: a draft in a form; POST: change it."""
    note = shipment_by_number(request.actor, number, SHIP)
    initial = {"version": note.version, "boxes": note.boxes, "remark": note.remark}
    form = EditForm(posted(request), note=note, initial=initial)

    def save() -> str:
        given: dict[str, Any] = form.values
        edit_shipment.keyed(form.token)(
            shipment_id=note.pk, quantities={pk: given[f"quantity-{pk}"] or Decimal(0) for pk in form.line_ids},
            boxes=given["boxes"], remark=given["remark"] or "", version=form.seen_version, actor=request.actor,
            at=now(),
        )  # fmt: skip
        done(request, _("发货单 %(number)s 已保存") % {"number": number})
        return reverse("fulfilment:shipment", args=[number])

    url = reverse("fulfilment:shipment", args=[number])
    return form_page(
        request, form, save, title=_("修改发货单 · %(number)s") % {"number": number}, back_url=url,
        context={"breadcrumb": [(pgettext("列表", "发货单"), reverse("fulfilment:shipment_list")), (number, url)]},
    )  # fmt: skip


@allowed_to(SHIP)
def note_delete(request: ActorRequest, number: str) -> HttpResponse:
    """GET: what deleting would do; POST: delete the draft."""
    note = shipment_by_number(request.actor, number, SHIP)

    def impact() -> Impact:
        trial = delete_shipment.dry_run(shipment_id=note.pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除发货单 %(number)s？") % {"number": number}, effects=trial.effects, do_label=_("删除发货单"),
            keep_label=_("保留发货单"), reason="optional",
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        delete_shipment.keyed(key)(shipment_id=note.pk, reason=reason, actor=request.actor, at=now())
        done(request, _("发货单 %(number)s 已删除") % {"number": number})
        return reverse("sales:order", args=[note.order_number])

    return confirm(request, impact=impact, act=act, back_url=reverse("fulfilment:shipment", args=[number]))
