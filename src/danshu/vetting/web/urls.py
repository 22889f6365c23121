"""Addresses of the review of customers."""

from __future__ import annotations

from django.urls import path

from danshu.ui.lists import list_view
from danshu.vetting.web import decisions, reviews
from danshu.vetting.web.lists import REVIEWS

app_name = "vetting"

urlpatterns = [
    path("customer-reviews/", list_view(REVIEWS), name="reviews"),
    path("customer-reviews/<int:pk>/", reviews.review, name="review"),
    path("customer-reviews/<int:pk>/approve/", decisions.approve, name="approve"),
    path("customer-reviews/<int:pk>/refuse/", decisions.refuse, name="refuse"),
    path("customer-reviews/<int:pk>/withdraw/", decisions.withdraw, name="withdraw"),
    path("customers/<int:pk>/submit/", decisions.submit, name="submit"),
]
