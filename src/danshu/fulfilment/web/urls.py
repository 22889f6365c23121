"""Addresses of shipping."""

from django.urls import path

from danshu.fulfilment.web import (
    confirming,
    joint,
    notes,
    picking,
    printing,
    reallocation,
    receiving,
    shipments,
    shipping,
    tracking,
)
from danshu.fulfilment.web.lists import shipment_list

app_name = "fulfilment"
urlpatterns = [
    path("shipments/", shipment_list, name="shipment_list"),
    path("shipments/to-ship/", shipping.to_ship, name="to_ship"),
    path("picking/", picking.picking_queue, name="picking_queue"),
    path("picking/list/", picking.picking_sheet, name="picking_list"),
    path("tracking/", tracking.tracking_search, name="tracking"),
    path("shipments/<str:number>/", shipments.shipment_detail, name="shipment"),
    path("shipments/<str:number>/picking/", picking.picking, name="picking"),
    path("shipments/<str:number>/confirmation/", confirming.confirm_note, name="note_confirm"),
    path("shipments/<str:number>/hand-over/", shipments.hand_over, name="hand_over"),
    path("shipments/<str:number>/receipt/", receiving.receive, name="receive"),
    path("shipments/<str:number>/print/", printing.shipment_print, name="shipment_print"),
    path("shipments/<str:number>/prints/<str:code>/", printing.shipment_copy, name="shipment_copy"),
    path("shipments/<str:number>/reversal/impact/", shipments.reverse_note, name="note_reverse"),
    path("shipments/<str:number>/edit/", notes.note_edit, name="note_edit"),
    path("shipments/<str:number>/deletion/impact/", notes.note_delete, name="note_delete"),
    path("shipments/<str:number>/tracking/", tracking.tracking_new, name="tracking_new"),
    path("orders/<str:number>/reallocation/", reallocation.reallocate, name="reallocate"),
    path("orders/<str:number>/shipping/", shipping.ship, name="ship"),
    path("orders/<str:number>/shipments/new/", shipping.note_new, name="note_new"),
    path("orders/<str:number>/shipments/joint/", joint.note_joint, name="note_joint"),
    path("orders/<str:number>/service/", shipping.service, name="service"),
]
