"""Addresses of merging, splitting and pasted orders."""

from django.urls import path

from danshu.composing.web import merging, pasting, splitting

app_name = "composing"
urlpatterns = [
    path("orders/merge/", merging.merge, name="merge"),
    path("orders/paste/", pasting.paste, name="paste"),
    path("orders/<str:number>/split/", splitting.split, name="split"),
]
