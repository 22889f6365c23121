"""Addresses of the inventory."""

from django.urls import path

from danshu.inventory.web import adjusting, adjustments, document_entry, documents, stocks, warehouses
from danshu.inventory.web.lists import move_list, stock_list
from danshu.inventory.web.paper_lists import adjustment_list, document_list, warehouse_list

app_name = "inventory"
urlpatterns = [
    path("stock/", stock_list, name="stock_list"),
    path("stock/moves/", move_list, name="moves"),
    path("stock/moves/<int:pk>/", stocks.move_detail, name="move"),
    path("stock/adjust/", adjusting.adjust, name="adjust"),
    path("stock/<int:pk>/", stocks.stock_detail, name="stock"),
    path("stock/<int:pk>/limits/", stocks.stock_limits, name="stock_limits"),
    path("stock/adjustments/", adjustment_list, name="adjustments"),
    path("stock/adjustments/<str:number>/", adjustments.adjustment_detail, name="adjustment"),
    path("stock/adjustments/<str:number>/approve/", adjustments.adjustment_approve, name="adjustment_approve"),
    path("stock/adjustments/<str:number>/reject/", adjustments.adjustment_reject, name="adjustment_reject"),
    path("stock/adjustments/<str:number>/withdraw/", adjustments.adjustment_withdraw, name="adjustment_withdraw"),
    path("stock/documents/", document_list, name="documents"),
    path("stock/documents/new/<str:direction>/", document_entry.document_new, name="document_new"),
    path("stock/documents/preview/<str:direction>/", document_entry.document_preview, name="document_preview"),
    path("stock/documents/<str:number>/", documents.document_detail, name="document"),
    path("stock/documents/<str:number>/edit/", document_entry.document_edit, name="document_edit"),
    path("stock/documents/<str:number>/confirm/", documents.document_confirm, name="document_confirm"),
    path("stock/documents/<str:number>/void/", documents.document_void, name="document_void"),
    path("stock/documents/<str:number>/reverse/", documents.document_reverse, name="document_reverse"),
    path("warehouses/", warehouse_list, name="warehouses"),
    path("warehouses/new/", warehouses.warehouse_new, name="warehouse_new"),
    path("warehouses/<int:pk>/", warehouses.warehouse_detail, name="warehouse"),
    path("warehouses/<int:pk>/edit/", warehouses.warehouse_edit, name="warehouse_edit"),
    path("warehouses/<int:pk>/invalidate/", warehouses.warehouse_invalidate, name="warehouse_invalidate"),
]
