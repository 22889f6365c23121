"""Approving, refusing, withdrawing, submitting again: each with what it does said before."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties import queries as parties
from danshu.parties.deeds import Deed
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.vetting import permissions as rights
from danshu.vetting.operations.approve_review import approve_review
from danshu.vetting.operations.refuse_review import refuse_review
from danshu.vetting.operations.submit_entry import submit_entry
from danshu.vetting.operations.withdraw_review import withdraw_review
from danshu.vetting.queries import review_submitted, review_to_decide
from danshu.vetting.web import shown


def _seen(request: ActorRequest, name: str) -> int | None:
    """A version that the page carried."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def _after(found: Any) -> str:
    """Where it goes on: a deleted customer has taken his reviews along."""
    gone = found.deed == Deed.DELETION
    return reverse("vetting:reviews") if gone else shown.review_url(found)


@allowed_to(rights.DECIDE)
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what approving does; POST: do it."""
    found = review_to_decide(request.actor, pk)
    seen: Any = {"version": _seen(request, "version"), "customer_version": _seen(request, "customer")}

    def impact() -> Impact:
        trial = approve_review.dry_run(review_id=pk, **seen, actor=request.actor, at=now())
        words = {
            Deed.ENTRY: _("通过新客户 %(customer)s？"), Deed.CHANGE: _("通过 %(customer)s 的修改？"),
            Deed.DELETION: _("通过并删除 %(customer)s？"),
        }  # fmt: skip
        return Impact(
            title=words[Deed(found.deed)] % {"customer": found.customer_name}, effects=trial.effects,
            do_label=_("通过审核"), keep_label=_("返回"), reason="optional", reason_label=_("审核意见"),
            danger=found.deed == Deed.DELETION,
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        approve_review.keyed(key)(review_id=pk, reason=reason, **seen, actor=request.actor, at=now())
        done(request, _("%(customer)s 的申请已通过") % {"customer": found.customer_name})
        return _after(found)

    return confirm(request, impact=impact, act=act, back_url=shown.review_url(found))


@allowed_to(rights.DECIDE)
def refuse(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: ask why; POST: refuse."""
    found = review_to_decide(request.actor, pk)
    version = _seen(request, "version")

    def impact() -> Impact:
        trial = refuse_review.dry_run(review_id=pk, reason="—", version=version, actor=request.actor, at=now())
        return Impact(
            title=_("拒绝 %(customer)s 的申请？") % {"customer": found.customer_name}, effects=trial.effects,
            do_label=_("拒绝申请"), keep_label=_("返回"), hint=_("申请人会收到理由"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        refuse_review.keyed(key)(review_id=pk, reason=reason, version=version, actor=request.actor, at=now())
        done(request, _("%(customer)s 的申请已拒绝") % {"customer": found.customer_name})
        return shown.review_url(found)

    return confirm(request, impact=impact, act=act, back_url=shown.review_url(found))


@allowed_to(rights.VIEW)
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: ask; POST: take back what one submitted."""
    found = review_submitted(request.actor, pk)
    version = _seen(request, "version")

    def impact() -> Impact:
        trial = withdraw_review.dry_run(review_id=pk, version=version, actor=request.actor, at=now())
        return Impact(
            title=_("撤回 %(customer)s 的申请？") % {"customer": found.customer_name}, effects=trial.effects,
            do_label=_("撤回申请"), keep_label=_("返回"), reason="optional", danger=False,
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        withdraw_review.keyed(key)(review_id=pk, reason=reason, version=version, actor=request.actor, at=now())
        done(request, _("申请已撤回"))
        return shown.review_url(found)

    return confirm(request, impact=impact, act=act, back_url=shown.review_url(found))


@allowed_to(EDIT_CUSTOMERS)
def submit(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: ask; POST: submit a new customer that did not pass again."""
    record = parties.customer(request.actor, pk, permission=EDIT_CUSTOMERS)
    url = reverse("parties:customer", args=[pk])

    def impact() -> Impact:
        trial = submit_entry.dry_run(customer_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("再次提交新客户 %(label)s？") % {"label": record}, effects=trial.effects, do_label=_("提交审核"),
            keep_label=_("返回"), reason="optional", reason_label=_("给审核人的说明"), danger=False,
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        submit_entry.keyed(key)(customer_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("新客户 %(label)s 已提交审核") % {"label": record})
        return url

    return confirm(request, impact=impact, act=act, back_url=url)
