"""What follows a customer in this module and in the floors below it: people, places, invoice data, files, mail, the bin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.parties.merging import flags
from danshu.parties.merging.registry import Moved, Pair, Rule, move, move_reference, rule, stays
from danshu.parties.models import Contact, ContactLink, DeliveryAddress, InvoiceProfile, Share
from danshu.recycling.retargeting import retarget, retarget_back

CUSTOMER = "parties.Customer"


# ---- contacts who also act for others --------------------------------------------------------------------------------
def _links_over(pair: Pair, moved: Moved) -> dict[str, Any]:
    """Links to the loser; one that would say what is known already is taken off and remembered."""
    known = Q(contact__customer_id=pair.survivor.pk) | Q(contact__links__customer_id=pair.survivor.pk)
    own = Q(customer_id=pair.survivor.pk, contact__customer_id=pair.loser.pk)
    needless = ContactLink.objects.filter((Q(customer_id=pair.loser.pk) & known) | own).distinct()
    gone = [[row.contact_id, row.customer_id, row.remark] for row in needless.order_by("pk")]
    ContactLink.objects.filter(pk__in=[row.pk for row in needless]).delete()
    left = ContactLink.objects.filter(customer_id=pair.loser.pk)
    keys = list(left.order_by("pk").values_list("pk", flat=True))
    left.update(customer_id=pair.survivor.pk)
    return {"moved": keys, "gone": gone}


def _links_back(pair: Pair, noted: Any, moved: Moved) -> None:
    ContactLink.objects.filter(pk__in=noted["moved"], customer_id=pair.survivor.pk).update(customer_id=pair.loser.pk)
    here = set(Contact.objects.filter(pk__in=[row[0] for row in noted["gone"]]).values_list("pk", flat=True))
    ContactLink.objects.bulk_create(
        (
            ContactLink(contact_id=contact, customer_id=customer, remark=remark)
            for contact, customer, remark in noted["gone"]
            if contact in here
        ),
        ignore_conflicts=True,
    )


rule(
    Rule(
        code="parties.ContactLink", what=_("其他客户的联系人"), move=_links_over, undo=_links_back, order=50,
        count=lambda noted: len(noted["moved"]) + len(noted["gone"]),
    ),
    settles=[("parties.ContactLink", "customer")],
)  # fmt: skip
rule(
    Rule(
        code="parties.Contact", what=_("联系人"), count=lambda noted: len(noted["keys"]),
        move=lambda pair, moved: flags.carry_over(Contact, "is_primary", pair),
        undo=lambda pair, noted, moved: flags.bring_back(Contact, "is_primary", pair, noted),
    ),
    settles=[("parties.Contact", "customer")],
)  # fmt: skip
rule(
    Rule(
        code="parties.DeliveryAddress", what=_("收货地址"), count=lambda noted: len(noted["keys"]),
        move=lambda pair, moved: flags.carry_over(DeliveryAddress, "is_default", pair),
        undo=lambda pair, noted, moved: flags.bring_back(DeliveryAddress, "is_default", pair, noted),
    ),
    settles=[("parties.DeliveryAddress", "customer")],
)  # fmt: skip


# ---- invoice data: one for each customer -----------------------------------------------------------------------------
def _invoice_over(pair: Pair, moved: Moved) -> Sequence[int]:
    """The survivor's own stay, values taken from the loser's are chosen field by field."""
    if InvoiceProfile.objects.filter(customer_id=pair.survivor.pk).exists():
        return []
    rows = InvoiceProfile.objects.filter(customer_id=pair.loser.pk)
    keys = list(rows.values_list("pk", flat=True))
    rows.update(customer_id=pair.survivor.pk)
    return keys


def _invoice_back(pair: Pair, noted: Any, moved: Moved) -> None:
    InvoiceProfile.objects.filter(pk__in=noted, customer_id=pair.survivor.pk).update(customer_id=pair.loser.pk)


rule(
    Rule(code="parties.InvoiceProfile", what=_("开票资料"), move=_invoice_over, undo=_invoice_back),
    settles=[("parties.InvoiceProfile", "customer")],
)


# ---- shares: what the survivor is shared as already stays ------------------------------------------------------------
def _shares_over(pair: Pair, moved: Moved) -> dict[str, Any]:
    """Shares of the loser; one for whom the survivor is shared already stays behind with it."""
    known = Share.objects.filter(customer_id=pair.survivor.pk)
    rows = Share.objects.filter(customer_id=pair.loser.pk).exclude(
        user__in=known.exclude(user=None).values("user")
    ).exclude(unit__in=known.exclude(unit=None).values("unit")).exclude(
        team__in=known.exclude(team=None).values("team")
    )  # fmt: skip
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    Share.objects.filter(pk__in=keys).update(customer_id=pair.survivor.pk)
    return {"keys": keys}


def _shares_back(pair: Pair, noted: Any, moved: Moved) -> None:
    Share.objects.filter(pk__in=noted["keys"], customer_id=pair.survivor.pk).update(customer_id=pair.loser.pk)


rule(
    Rule(
        code="parties.Share", what=_("共享"), move=_shares_over, undo=_shares_back,
        count=lambda noted: len(noted["keys"]),
    ),
    settles=[("parties.Share", "customer")],
)  # fmt: skip
move(CUSTOMER, "parent", what=_("下级客户"))
move(CUSTOMER, "referrer", what=_("介绍来的客户"))
# whoever was taken into the loser before is found at the survivor
move(CUSTOMER, "merged_into", what=_("此前并入的客户"))
stays("parties.Merge", "survivor")
stays("parties.Merge", "loser")
# a pair is about the two as they were: the next night looks anew
stays("parties.Suspicion", "first")
stays("parties.Suspicion", "second")

move_reference("files.Attachment", what=_("附件"), once_by="digest")
move_reference("files.Note", what=_("备注"))
move_reference("tasks.Task", what=pgettext_lazy("任务", "任务"))
move_reference("reminders.Reminder", what=pgettext_lazy("提醒", "提醒"))
move_reference("notices.OutgoingMessage", what=_("外发消息"))
rule(
    Rule(
        code="recycling.Entry", what=_("回收站中的单据"),
        move=lambda pair, moved: retarget(CUSTOMER, pair.loser.pk, pair.survivor.pk),
        undo=lambda pair, noted, moved: retarget_back(CUSTOMER, noted, pair.survivor.pk, pair.loser.pk),
    )
)  # fmt: skip
