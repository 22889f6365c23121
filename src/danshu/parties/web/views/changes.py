"""Far-reaching changes of one customer, each with its consequences said before."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties import permissions as rights
from danshu.parties import queries
from danshu.parties.operations.change_owner import change_owner
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.invalidate_customer import invalidate_customer
from danshu.parties.operations.reveal_contact_data import reveal_contact_data
from danshu.parties.operations.set_credit import set_credit
from danshu.parties.web.forms import CreditForm, OwnerForm
from danshu.recycling.queries import entry_of
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page


@allowed_to(rights.INVALIDATE_CUSTOMERS)
def invalidate(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then withdraw a customer."""
    record = queries.customer(request.actor, pk, permission=rights.INVALIDATE_CUSTOMERS)
    url = reverse("parties:customer", args=[pk])

    def impact() -> Impact:
        trial = invalidate_customer.dry_run(customer_id=pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("使客户 %(label)s 失效？") % {"label": record}, effects=trial.effects, do_label=_("使客户失效"),
            keep_label=_("保留客户"), hint=_("失效的客户只能查看，不能恢复为有效"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        invalidate_customer.keyed(key)(customer_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("客户 %(label)s 已失效") % {"label": record})
        return url

    return confirm(request, impact=impact, act=act, back_url=url)


@allowed_to(rights.DELETE_CUSTOMERS)
def delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then put a customer into the recycle bin (CUS-005)."""
    record = queries.customer(request.actor, pk, permission=rights.DELETE_CUSTOMERS)
    url = reverse("parties:customer", args=[pk])

    def impact() -> Impact:
        trial = delete_customer.dry_run(customer_id=pk, reason="—", actor=request.actor, at=now())
        waits = trial.result is None
        return Impact(
            title=_("删除客户 %(label)s？") % {"label": record}, effects=trial.effects, keep_label=_("保留客户"),
            do_label=_("提交审核") if waits else _("删除客户"),
            hint=_("审核通过后才删除；在此之前客户保持原样") if waits else "",
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        if delete_customer.keyed(key)(customer_id=pk, reason=reason, actor=request.actor, at=now()) is None:
            done(request, _("删除客户 %(label)s 的申请已提交审核") % {"label": record})
            return url
        text = _("客户 %(label)s 已移到回收站") % {"label": record}
        done(request, text, undo_url=reverse("parties:customer_restore", args=[pk]))
        return reverse("parties:customer_list")

    return confirm(request, impact=impact, act=act, back_url=url)


@allowed_to(rights.DELETE_CUSTOMERS)
def restore(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: to where a deleted customer lies; for the "undo" of a deletion."""
    entry = entry_of(request.actor, "parties.customer", pk)
    if entry is None:
        raise NotFound
    return go(request, reverse("recycling:restore", args=[entry.pk]))


@allowed_to(rights.CHANGE_OWNER)
def owner(request: ActorRequest, pk: int) -> HttpResponse:
    """Make another person responsible (CUS-014)."""
    record = queries.customer(request.actor, pk, permission=rights.CHANGE_OWNER)
    form = OwnerForm(posted(request), actor=request.actor)
    url = reverse("parties:customer", args=[pk])

    def save() -> str:
        given = form.cleaned_data
        change_owner.keyed(form.token)(
            customer_id=pk, owner_id=given["owner"], reason=given["reason"],
            with_open_documents=given["with_open_documents"], actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("客户 %(label)s 的负责人已变更") % {"label": record})
        visible = queries.customers(request.actor).filter(pk=pk).exists()
        return url if visible else reverse("parties:customer_list")

    return form_page(
        request, form, save, title=_("变更负责人"), back_url=url, context={"breadcrumb": _path(record, url)}
    )


@allowed_to(rights.SET_CREDIT)
def credit(request: ActorRequest, pk: int) -> HttpResponse:
    """Set limit, terms and block (CUS-033)."""
    record = queries.customer(request.actor, pk, permission=rights.SET_CREDIT)
    url = reverse("parties:customer", args=[pk])
    form = CreditForm(
        posted(request),
        initial={
            "version": record.version, "credit_limit": record.credit_limit, "reason": record.credit_block_reason,
            "payment_terms_days": record.payment_terms_days, "is_credit_blocked": record.is_credit_blocked,
        },
    )  # fmt: skip

    def save() -> str:
        set_credit.keyed(form.token)(
            customer_id=pk, version=form.seen_version, **form.values, actor=request.actor, at=now()
        )
        done(request, _("客户 %(label)s 的信用已保存") % {"label": record})
        return url

    return form_page(request, form, save, title=_("客户信用"), back_url=url, context={"breadcrumb": _path(record, url)})


@allowed_to(rights.REVEAL_CONTACT_DATA)
def reveal(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask why, log the look, then show the contact data of one customer once (PRV-1)."""
    record = queries.customer(request.actor, pk, permission=rights.REVEAL_CONTACT_DATA)
    url = reverse("parties:customer", args=[pk])
    reason = request.POST.get("reason", "").strip()[:500]
    data = None
    if request.method == "POST" and reason:
        reveal_contact_data(customer_id=pk, reason=reason, actor=request.actor, at=now())
        data = queries.revealed_contact_data(request.actor, pk)
    context = {"record": record, "data": data, "back_url": url, "missing": request.method == "POST" and not reason}
    response = render_page(request, "parties/reveal.html", context, status=422 if context["missing"] else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _path(record: object, url: str) -> list[tuple[str, str]]:
    return [(_("客户"), reverse("parties:customer_list")), (str(record), url)]
