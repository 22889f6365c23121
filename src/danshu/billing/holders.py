"""Receipts and refunds hold attachments and notes: vouchers of transfers, letters (COM-016)."""

from __future__ import annotations

from django.urls import reverse

from danshu.billing.queries import receipt_rows, refund_rows
from danshu.files.holding import holder

holder(
    "billing.receipt",
    rows=receipt_rows,
    label_of=lambda receipt: receipt.number,
    url_of=lambda receipt: reverse("billing:receipt", args=[receipt.number]),
)
holder(
    "billing.refund",
    rows=refund_rows,
    label_of=lambda refund: refund.number,
    url_of=lambda refund: reverse("billing:refund", args=[refund.number]),
)
