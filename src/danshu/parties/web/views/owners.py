"""Another person for several customers that were ticked in the list."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import told, with_count
from danshu.parties import permissions as rights
from danshu.parties.batches import Result
from danshu.parties.operations.change_owners import change_owners
from danshu.parties.web.forms import OwnerForm
from danshu.parties.web.views.chosen import Chosen, read_chosen
from danshu.ui.forms import form_page, posted
from danshu.ui.messages import done

LISTED = 20


@allowed_to(rights.CHANGE_OWNER)
def several(request: ActorRequest) -> HttpResponse:
    """Make another person responsible for the customers in ?ids=; each has its result (CUS-014)."""
    chosen = read_chosen(request, request.actor, rights.CHANGE_OWNER)
    form, back = OwnerForm(posted(request), actor=request.actor), reverse("parties:customer_list")

    def save() -> str:
        given = form.cleaned_data
        results = change_owners.keyed(form.token)(
            customer_ids=chosen.keys, owner_id=given["owner"], reason=given["reason"],
            with_open_documents=given["with_open_documents"], actor=request.actor, at=now(),
        )  # fmt: skip
        _tell(request, results, chosen)
        return back

    about = [(number, f"{name} · {owner or '—'}") for _pk, number, name, owner in chosen.rows[:LISTED]]
    context = {
        "breadcrumb": [(_("客户"), back)], "subject": chosen.facts, "about": about,
    }  # fmt: skip
    return form_page(request, form, save, title=_("变更负责人"), back_url=back, context=context)


def _tell(request: ActorRequest, results: Sequence[Result], chosen: Chosen) -> None:
    moved = sum(1 for row in results if row["done"])
    if moved:
        done(request, told(with_count("已变更 %(count)s 家客户的负责人"), {"count": moved}))
    chosen.tell_refused(request, results)
