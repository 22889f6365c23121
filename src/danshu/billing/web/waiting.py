"""What waits for somebody, as pages of the menu: tabs of the lists (COL-001)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from danshu.billing.permissions import APPROVE_REFUND, EXECUTE_REFUND, MATCH_RECEIPT
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.responses import go


@allowed_to(APPROVE_REFUND)
def refunds_to_decide(request: ActorRequest) -> HttpResponse:
    """The refunds that wait for a decision."""
    return go(request, f"{reverse('billing:refund_list')}?tab=open")


@allowed_to(EXECUTE_REFUND)
def refunds_to_pay(request: ActorRequest) -> HttpResponse:
    """The refunds that wait to be paid."""
    return go(request, f"{reverse('billing:refund_list')}?tab=pay")


@allowed_to(MATCH_RECEIPT)
def receipts_to_match(request: ActorRequest) -> HttpResponse:
    """The receipts of which something is left."""
    return go(request, f"{reverse('billing:receipt_list')}?tab=open")
