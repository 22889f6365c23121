"""Where parcels are: the search and what is recorded by hand (FUL-012)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from danshu.fulfilment.lifecycle import TrackingKind
from danshu.fulfilment.operations.record_tracking import record_tracking
from danshu.fulfilment.permissions import SHIP, VIEW_SHIPMENT
from danshu.fulfilment.queries import shipment_by_number, tracked
from danshu.fulfilment.statuses import SHIPMENT_STATUSES
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.fields import ChoiceField, DateTimeField, RemarkField, TextField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.messages import done
from danshu.ui.normalise import half_width
from danshu.ui.responses import render_page


@allowed_to(VIEW_SHIPMENT)
def tracking_search(request: ActorRequest) -> HttpResponse:
    """GET: the parcels with a tracking, note or order number (?q=) and what happened to them."""
    text = half_width(request.GET.get("q", "")).strip()[:60]
    found = tracked(request.actor, text) if text else []
    rows = [{"note": note, "status": SHIPMENT_STATUSES[note.status], "events": list(note.tracking.all())}
            for note in found]  # fmt: skip
    context = {"title": _("物流跟踪"), "q": text, "rows": rows}
    return render_page(request, "fulfilment/tracking.html", context, status=404 if text and not found else 200)


class TrackingForm(Form):
    """One event."""

    sections = [Section(gettext_lazy("物流动态"), ["kind", "happened_at", "place:2", "signed_by:2", "remark:4"])]
    kind = ChoiceField(label=pgettext_lazy("物流", "动态"), choices=TrackingKind.choices)
    happened_at = DateTimeField(label=gettext_lazy("时间"))
    place = TextField(label=gettext_lazy("地点"), required=False, max_length=100)
    signed_by = TextField(
        label=gettext_lazy("签收人"), required=False, max_length=100, help_text=gettext_lazy("动态为「已签收」时填写")
    )
    remark = RemarkField(max_length=300)


@allowed_to(SHIP)
def tracking_new(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: note what the carrier told."""
    note = shipment_by_number(request.actor, number, SHIP)
    # the field knows minutes: a parcel handed over this minute is not refused for its seconds
    latest = max(now().replace(second=0, microsecond=0), note.handed_over_at or now())
    form = TrackingForm(posted(request), initial={"happened_at": latest})

    def save() -> str:
        given: dict[str, Any] = form.values
        happened = given["happened_at"]
        if note.handed_over_at and timedelta(0) < note.handed_over_at - happened < timedelta(minutes=1):
            happened = note.handed_over_at
        record_tracking.keyed(form.token)(
            shipment_id=note.pk, kind=given["kind"], happened_at=happened, place=given["place"] or "",
            remark=given["remark"] or "", signed_by=given["signed_by"] or "", actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("发货单 %(number)s 的物流动态已登记") % {"number": number})
        return reverse("fulfilment:shipment", args=[number])

    crumbs = [
        (pgettext("列表", "发货单"), reverse("fulfilment:shipment_list")), (number, reverse("fulfilment:shipment", args=[number])),
    ]  # fmt: skip
    return form_page(
        request, form, save, title=_("登记物流动态 · %(number)s") % {"number": number},
        back_url=reverse("fulfilment:shipment", args=[number]), context={"breadcrumb": crumbs},
    )  # fmt: skip
