"""Confirming a shipping note: with one press when it is packed, asked once when it is not (FUL-004, FUL-009)."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse
from django.utils.translation import gettext as _

from danshu.fulfilment.lifecycle import PickState, ShipmentStatus
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.permissions import SHIP
from danshu.fulfilment.queries import noted_lines, shipment_by_number
from danshu.fulfilment.web.lists import shipment_url
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.formats import quantity_text
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go

SHOWN_LINES = 8


def seen(note: Shipment) -> dict[str, str]:
    """What the person saw of the note, as hidden inputs."""
    return {"seen_status": note.status, "version": str(note.version)}


@allowed_to(SHIP)
def confirm_note(request: ActorRequest, number: str) -> HttpResponse:
    """GET: what is not picked yet; POST: post the stock-out, of an unpacked note only when that was said before."""
    note = shipment_by_number(request.actor, number, SHIP)

    def impact() -> Impact:
        if note.status == ShipmentStatus.DRAFT:
            confirm_shipment.dry_run(shipment_id=note.pk, actor=request.actor, at=now())
        return Impact(
            title=_("发货单 %(number)s 还没有打包，仍然出库？") % {"number": number},
            effects=unpicked(note),
            do_label=_("仍然出库"),
            keep_label=_("先不出库"),
            hint=_("出库后按全部已拣、已打包记录，库存随之减少"),
            reason="",
            danger=False,
            fields=seen(note),
        )

    def act(_reason: str, _key: str) -> str:
        version = request.POST.get("version", "")
        confirm_shipment(
            shipment_id=note.pk, seen_status=request.POST.get("seen_status") or None,
            version=int(version) if version.isdigit() else None, actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("发货单 %(number)s 已出库") % {"number": number})
        return shipment_url(note)

    is_asked = note.status == ShipmentStatus.DRAFT and note.pick_state != PickState.PACKED
    if request.method == "POST" and not is_asked:
        return go(request, act("", ""))
    return confirm(request, impact=impact, act=act, back_url=shipment_url(note))


def unpicked(note: Shipment) -> list[Effect]:
    """What of a note nobody noted as picked, line by line; or that it only is not packed."""
    missing = [(line, line.quantity - line.picked_quantity) for line in noted_lines(note)]
    open_lines = [(line, quantity) for line, quantity in missing if quantity > 0]
    if not open_lines:
        return [Effect("unpacked", _("已经拣齐，但没有登记打包"), "warn")]
    total = sum((quantity for _line, quantity in open_lines), Decimal(0))
    facts = {"missing": quantity_text(total), "all": quantity_text(sum((x.quantity for x, _q in missing), Decimal(0)))}
    told = [Effect("unpicked", _("还有 %(missing)s 件没有拣，共 %(all)s 件") % facts, "warn")]
    return told + [
        Effect("unpicked_line", f"{line.item_name} {quantity_text(quantity, line.unit_name)}")
        for line, quantity in open_lines[:SHOWN_LINES]
    ]
