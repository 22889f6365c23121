"""Confirming that the customer has the goods: who, on which day, by what evidence, with a photo (FUL-014)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.files.contents import ACCEPTED
from danshu.files.errors import AttachmentRefused
from danshu.files.permissions import ATTACH
from danshu.files.taking import Upload, limits, take
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.permissions import CONFIRM_RECEIPT
from danshu.fulfilment.queries import noted_lines, shipment_by_number
from danshu.fulfilment.web.lists import shipment_url
from danshu.fulfilment.web.shipments import note_subject
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.fields import DateField, RemarkField, TextField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.messages import done

BLOCK = 1 << 18


class ReceiptForm(Form):
    """Who received it, when, and what proves it; the photo only for who may attach files."""

    sections = [Section(gettext_lazy("签收"), ["signed_by", "signed_date", "proof:2", "evidence:4"])]
    signed_by = TextField(label=gettext_lazy("签收人"), max_length=100)
    signed_date = DateField(label=gettext_lazy("签收日期"))
    proof = forms.FileField(label=gettext_lazy("签收单或照片"), required=False)
    evidence = RemarkField(
        label=gettext_lazy("签收凭据"),
        help_text=gettext_lazy("例如签收单编号、客户的答复；有照片时可以不写"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not actor.can(ATTACH):
            del self.fields["proof"]
            return
        _kinds, max_mb = limits()
        self.fields["proof"].widget.attrs["accept"] = f"image/*,{ACCEPTED}"
        self.fields["proof"].help_text = _("最大 %(limit)s MB") % {"limit": max_mb}

    def taken(self) -> Upload | None:
        """The chosen file, checked and kept. Raises FieldErrors at its field."""
        file = self.cleaned_data.get("proof")
        try:
            return take(file.chunks(BLOCK), file.name or "") if file else None
        except AttachmentRefused as refusal:
            raise FieldErrors([FieldProblem("proof", refusal.code, str(refusal))]) from refusal


@allowed_to(CONFIRM_RECEIPT)
def receive(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: confirm receipt."""
    note = shipment_by_number(request.actor, number, CONFIRM_RECEIPT)
    today = business_date(now())
    form = ReceiptForm(
        posted(request), request.FILES if request.method == "POST" else None, actor=request.actor,
        initial={"signed_by": note.recipient, "signed_date": today},
    )  # fmt: skip
    form.fields["signed_date"].widget.attrs["max"] = today.isoformat()
    if note.handed_over_at:
        form.fields["signed_date"].widget.attrs["min"] = business_date(note.handed_over_at).isoformat()

    def save() -> str:
        values = form.values
        confirm_receipt.keyed(form.token)(
            shipment_id=note.pk, signed_by=values["signed_by"], evidence=values["evidence"],
            signed_date=values["signed_date"], proof=form.taken(), actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("已确认收货"))
        return shipment_url(note)

    title = _("确认收货 · %(number)s") % {"number": number}
    context = {
        "subject": note_subject(note), "lines": noted_lines(note), "save_label": _("确认收货"),
        "breadcrumb": [(_("发货单"), reverse("fulfilment:shipment_list")), (number, shipment_url(note))],
    }  # fmt: skip
    return form_page(request, form, save, template="fulfilment/receipt.html", title=title,
                     back_url=shipment_url(note), context=context)  # fmt: skip
