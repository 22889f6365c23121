"""Addresses of the gallery."""

from django.urls import path

from danshu.ui.gallery import views

urlpatterns = [
    path("ui/gallery/", views.parts, name="gallery"),
    path("ui/gallery/list/", views.order_list, name="gallery_list"),
    path("ui/gallery/list/<int:pk>/", views.detail, name="gallery_detail"),
    path("ui/gallery/form/", views.form, name="gallery_form"),
    path("ui/gallery/impact/", views.impact, name="gallery_impact"),
    path("ui/gallery/people/", views.people, name="gallery_options"),
    path("ui/gallery/entry/", views.entry, name="gallery_entry"),
    path("ui/gallery/finder/", views.finder, name="gallery_finder"),
    path("ui/gallery/preview/", views.preview, name="gallery_preview"),
    path("ui/gallery/sign-in/", views.sign_in, name="gallery_sign_in"),
]
