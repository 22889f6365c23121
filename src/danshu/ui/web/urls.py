"""Addresses of the shell; the gallery only where errors are shown with details too, never in production."""

from django.conf import settings
from django.urls import path

from danshu.ui.web import views

app_name = "ui"
urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("ui/preference/", views.preference, name="preference"),
    path("ui/search/", views.search, name="search"),
    path("ui/menu/", views.menu, name="menu"),
    path("ui/keys/", views.keys, name="keys"),
    path("ui/counts/", views.counts, name="counts"),
]
if settings.DEBUG or getattr(settings, "DANSHU_GALLERY", False):
    from danshu.ui.gallery.urls import urlpatterns as gallery

    urlpatterns += gallery
