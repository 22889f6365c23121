"""Addresses of shipping."""

from django.urls import path

from danshu.fulfilment.web import shipments, shipping
from danshu.fulfilment.web.lists import shipment_list

app_name = "fulfilment"
urlpatterns = [
    path("shipments/", shipment_list, name="shipment_list"),
    path("shipments/<str:number>/", shipments.shipment_detail, name="shipment"),
    path("shipments/<str:number>/picking/", shipments.picking, name="picking"),
    path("shipments/<str:number>/confirmation/", shipments.confirm_note, name="note_confirm"),
    path("shipments/<str:number>/hand-over/", shipments.hand_over, name="hand_over"),
    path("shipments/<str:number>/receipt/", shipments.receive, name="receive"),
    path("shipments/<str:number>/reversal/impact/", shipments.reverse_note, name="note_reverse"),
    path("orders/<str:number>/shipping/", shipping.ship, name="ship"),
    path("orders/<str:number>/shipments/new/", shipping.note_new, name="note_new"),
    path("orders/<str:number>/service/", shipping.service, name="service"),
]
