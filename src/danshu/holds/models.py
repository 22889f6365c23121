"""Claims on anything scarce (bone 5)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from danshu.holds.lifecycle import CLAIM_LIFECYCLE, LIVE, ClaimState

FAVOUR = """
IF NEW.expires_at IS NOT NULL AND (OLD.expires_at IS NULL OR NEW.expires_at < OLD.expires_at) THEN
    RAISE EXCEPTION 'an expiry only moves in the holder''s favour'
    USING ERRCODE = '23514', CONSTRAINT = 'expiry_in_favour';
END IF;
RETURN NEW;
"""


class Claim(models.Model):
    """A document holds a quantity of a resource: `quantity` taken, of which `converted` was used.

    What it still holds is quantity - converted while it is held or kept; the keeper of the resource carries the sum
    of that over all live claims on its own row (INV-S2). A held claim ends at `expires_at` by itself, a kept one has
    no such moment. Claims are never deleted: they tell who held what, and until when.
    """

    resource_kind = models.CharField(max_length=40)
    resource_id = models.BigIntegerField()
    quantity = models.DecimalField(max_digits=15, decimal_places=3)
    converted = models.DecimalField(max_digits=15, decimal_places=3, default=0)
    source_kind = models.CharField(max_length=40)
    source_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=ClaimState.choices)
    taken_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # one live claim of a document's line on a resource: taking twice is refused, not added up
            models.UniqueConstraint(
                fields=["resource_kind", "resource_id", "source_kind", "source_id"],
                condition=Q(state__in=LIVE),
                name="claim_live_once",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, converted__gte=0, converted__lte=F("quantity")), name="claim_quantities"
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.HELD, expires_at__isnull=False)
                | Q(state=ClaimState.KEPT, expires_at__isnull=True)
                | ~Q(state__in=LIVE),
                name="claim_moment_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, ended_at__isnull=True) | (~Q(state__in=LIVE) & Q(ended_at__isnull=False)),
                name="claim_end_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.CONVERTED, converted=F("quantity"))
                | (Q(state__in=LIVE) & Q(converted__lt=F("quantity")))
                | Q(state__in=[ClaimState.RELEASED, ClaimState.EXPIRED]),
                name="claim_use_fits_state",
            ),
        ]
        indexes = [
            models.Index(fields=["source_kind", "source_id"], name="claim_source"),
            models.Index(
                fields=["expires_at", "resource_kind", "resource_id"], name="claim_due", condition=Q(state="held")
            ),
        ]
        triggers = [
            CLAIM_LIFECYCLE.trigger(name="legal_transition", field="state"),
            pgtrigger.Trigger(
                name="expiry_in_favour",
                operation=pgtrigger.UpdateOf("expires_at"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__expires_at__df=pgtrigger.F("new__expires_at")),
                func=FAVOUR,
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.source_kind}:{self.source_id} {self.quantity} {self.resource_kind}:{self.resource_id}"
