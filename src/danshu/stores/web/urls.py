"""Addresses of stores."""

from django.urls import path

from danshu.stores.web import changing, editing, views
from danshu.stores.web.lists import STORES
from danshu.ui.lists import list_view

app_name = "stores"
urlpatterns = [
    path("stores/", list_view(STORES), name="stores"),
    path("stores/new/", editing.store_new, name="store_new"),
    path("stores/<int:pk>/", views.store_detail, name="store"),
    path("stores/<int:pk>/edit/", editing.store_edit, name="store_edit"),
    path("stores/<int:pk>/suspend/", changing.store_suspend, name="store_suspend"),
    path("stores/<int:pk>/reopen/", changing.store_reopen, name="store_reopen"),
    path("stores/<int:pk>/close/", changing.store_close, name="store_close"),
    path("stores/<int:pk>/delete/", changing.store_delete, name="store_delete"),
]
