"""Addresses of the money ledger."""

from django.urls import path

from danshu.ledger.web import views
from danshu.ledger.web.lists import account_list, journal_list

app_name = "ledger"
urlpatterns = [
    path("finance/accounts/", account_list, name="accounts"),
    path("finance/accounts/<int:pk>/", views.account_detail, name="account"),
    path("finance/journals/", journal_list, name="journals"),
    path("finance/journals/<int:pk>/", views.journal_detail, name="journal"),
]
