"""Addresses of the catalogue."""

from django.urls import path

from danshu.catalog.web import category_views, finder, pictures, sorting, views

app_name = "catalog"
urlpatterns = [
    path("products/", views.items, name="items"),
    path("products/new/", views.item_new, name="item_new"),
    path("products/find/", finder.find, name="find"),
    path("products/units/", category_views.units, name="units"),
    path("products/categories/", category_views.categories, name="categories"),
    path("products/categories/new/", category_views.category_new, name="category_new"),
    path("products/categories/sort/", sorting.category_sort, name="category_sort"),
    path("products/categories/<int:pk>/", category_views.category, name="category"),
    path("products/categories/<int:pk>/edit/", category_views.category_edit, name="category_edit"),
    path("products/categories/<int:pk>/invalidate/", category_views.category_invalidate, name="category_invalidate"),
    path("products/<int:pk>/", views.item, name="item"),
    path("products/<int:pk>/edit/", views.item_edit, name="item_edit"),
    path("products/<int:pk>/shelf/", views.item_shelf, name="item_shelf"),
    path("products/<int:pk>/invalidate/", views.item_invalidate, name="item_invalidate"),
    path("products/<int:pk>/delete/", views.item_delete, name="item_delete"),
    path("products/<int:pk>/pictures/", pictures.pictures, name="pictures"),
    path("products/<int:pk>/pictures/<int:picture_id>/", pictures.picture, name="picture"),
    path("products/<int:pk>/pictures/<int:picture_id>/main/", pictures.picture_main, name="picture_main"),
    path("products/<int:pk>/pictures/<int:picture_id>/remove/", pictures.picture_remove, name="picture_remove"),
]
