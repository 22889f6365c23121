"""Addresses of the pool."""

from __future__ import annotations

from django.urls import path

from danshu.pool.web import customers, locks, picks
from danshu.pool.web.lists import OPEN, PREVIEW
from danshu.pool.web.review_lists import LOCK_REVIEW, LOCKS, PICKS
from danshu.ui.lists import list_view

app_name = "pool"

urlpatterns = [
    path("pool/", list_view(OPEN), name="list"),
    path("pool/preview/", list_view(PREVIEW), name="preview"),
    path("pool/release/", customers.release_several, name="release_several"),
    path("pool/picks/", list_view(PICKS), name="pick_list"),
    path("pool/picks/<int:pk>/", picks.pick, name="pick"),
    path("pool/picks/<int:pk>/approve/", picks.approve, name="pick_approve"),
    path("pool/picks/<int:pk>/refuse/", picks.refuse, name="pick_refuse"),
    path("pool/picks/<int:pk>/withdraw/", picks.withdraw, name="pick_withdraw"),
    path("pool/locks/", list_view(LOCKS), name="lock_list"),
    path("pool/locks/review/", list_view(LOCK_REVIEW), name="lock_review"),
    path("pool/locks/<int:pk>/", locks.lock, name="lock"),
    path("pool/locks/<int:pk>/approve/", locks.approve, name="lock_approve"),
    path("pool/locks/<int:pk>/refuse/", locks.refuse, name="lock_refuse"),
    path("pool/locks/<int:pk>/unlock/", locks.unlock, name="lock_unlock"),
    path("pool/customers/<int:pk>/", customers.customer, name="customer"),
    path("pool/customers/<int:pk>/pick/", customers.pick_new, name="pick_new"),
    path("customers/<int:pk>/release/", customers.release, name="release"),
    path("customers/<int:pk>/lock/", locks.lock_new, name="lock_new"),
]
