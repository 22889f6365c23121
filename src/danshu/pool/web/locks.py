"""One lock: applying for it, the review, lifting it early (CUS-018)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.audit.queries import history
from danshu.kit.clock import business_date, now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import told, with_count
from danshu.parameters.queries import value
from danshu.parties import queries as parties
from danshu.pool import permissions as rights
from danshu.pool.lifecycle import LockStatus
from danshu.pool.operations.apply_lock import apply_lock
from danshu.pool.operations.approve_lock import approve_lock
from danshu.pool.operations.refuse_lock import refuse_lock
from danshu.pool.operations.unlock_customer import unlock_customer
from danshu.pool.queries import lock_of, locks_of
from danshu.pool.web import shown
from danshu.pool.web.forms import LockForm
from danshu.pool.web.review_lists import LOCKS
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link, Notice
from danshu.ui.formats import date_text, datetime_text
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import neighbours
from danshu.ui.messages import done
from danshu.ui.responses import render_page


@allowed_to(rights.LOCK)
def lock_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Apply for the lock of a customer, or for a longer one."""
    record: Any = parties.customer(request.actor, pk, permission=rights.LOCK)
    today = business_date(now())
    running, _waiting, _refused = locks_of(pk, today)
    start, limit = (running.to_date + timedelta(days=1) if running else today), value("lock_max_days")
    form = LockForm(posted(request), initial={"from_date": start, "to_date": start + timedelta(days=limit - 1)})
    url = reverse("parties:customer", args=[pk])

    def save() -> str:
        made = apply_lock.keyed(form.token)(customer_id=pk, **form.values, actor=request.actor, at=now())
        done(request, _("已申请锁定 %(label)s，等待主管审核") % {"label": record})
        return shown.lock_url(made)

    facts = [Fact(label=pgettext("客户", "负责人"), value=record.owner_name or "—")]
    if running:
        facts.append(Fact(label=_("现在锁定到"), value=date_text(running.to_date)))
    rule = told(with_count("一次最多锁定 %(limit)s 天；主管通过后生效", "limit"), {"limit": limit})
    context = {
        "breadcrumb": [(pgettext("列表", "客户"), reverse("parties:customer_list")), (record.name, url)],
        "subject": facts, "about": [(_("规则"), rule)], "save_label": _("提交审核"),
    }  # fmt: skip
    title = _("延长锁定") if running else _("申请锁定")
    return form_page(request, form, save, title=title, back_url=url, context=context)


@allowed_to(rights.VIEW)
def lock(request: ActorRequest, pk: int) -> HttpResponse:
    """One lock: why, how long, what was decided."""
    found = lock_of(request.actor, pk)
    page = DetailPage(
        title=_("锁定 %(customer)s") % {"customer": found.customer_name},
        status=shown.LOCK_STATUSES[found.status],
        tags=[_("延长")] if found.extends_id else [],
        subtitle=f"{found.owner_name} · {date_text(found.from_date)} – {date_text(found.to_date)}",
        actions=list(_actions(request, found)),
        notices=list(_notices(found)),
        cards=_cards(request, found),
        timeline=history("pool.lock", found.pk),
        breadcrumb=[(LOCKS.title, reverse("pool:lock_list"))],
        neighbours=neighbours(request, LOCKS, request.actor, found, shown.lock_url),
    )
    return render_page(request, "pool/page.html", {"page": page})


def _actions(request: ActorRequest, found: Any) -> Iterator[Action]:
    actor, key = request.actor, [found.pk]
    if not actor.scope(rights.DECIDE_LOCKS).covers(unit_id=found.unit_id, owner_id=found.owner_id):
        return
    if found.status == LockStatus.APPLIED:
        mine = actor.user_id in (found.applied_by_id, found.owner_id)
        why = _("不能审核自己的申请") if mine else ""
        yield Action(label=_("通过"), url=reverse("pool:lock_approve", args=key), method="dialog", tone="primary",
                     icon="check", reason=why)  # fmt: skip
        yield Action(label=_("拒绝"), url=reverse("pool:lock_refuse", args=key), method="dialog", tone="danger",
                     icon="x", reason=why)  # fmt: skip
    elif found.status == LockStatus.LOCKED:
        yield Action(label=_("提前解锁"), url=reverse("pool:lock_unlock", args=key), method="dialog", tone="danger",
                     icon="key")  # fmt: skip


def _notices(found: Any) -> Iterator[Notice]:
    if found.status == LockStatus.REFUSED:
        yield Notice(title=_("锁定申请被拒绝"), text=found.decision_reason, tone="bad")
    if found.status == LockStatus.UNLOCKED:
        yield Notice(title=_("提前解锁"), text=f"{found.ended_by_name} {found.end_reason}", tone="neutral")


def _cards(request: ActorRequest, found: Any) -> list[Card]:
    pairs = [(_("锁定人"), found.owner_name), (_("锁定理由"), found.reason), (_("锁定从"), date_text(found.from_date)),
             (_("锁定到"), date_text(found.to_date)), (_("申请人"), found.applied_by_name)]  # fmt: skip
    if found.decided_at is not None:
        pairs += [(_("审核人"), found.decided_by_name), (_("审核意见"), found.decision_reason or "—"),
                  (_("审核时间"), datetime_text(found.decided_at))]  # fmt: skip
    seen = parties.customers(request.actor).filter(pk=found.customer_id).exists()
    link = Link(label=found.customer_name, url=shown.customer_url(found) if seen else "", note=found.customer_number,
                icon="users")  # fmt: skip
    return [Card(title=_("客户"), links=[link]), Card(title=_("锁定"), pairs=pairs)]


@allowed_to(rights.DECIDE_LOCKS)
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what the lock does; POST: lock."""
    found = lock_of(request.actor, pk, rights.DECIDE_LOCKS)

    def impact() -> Impact:
        trial = approve_lock.dry_run(lock_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("锁定 %(customer)s？") % {"customer": found.customer_name}, effects=trial.effects,
            do_label=_("通过锁定"), keep_label=_("返回"), reason="optional", reason_label=_("审核意见"), danger=False,
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        approve_lock.keyed(key)(lock_id=pk, reason=reason, version=found.version, actor=request.actor, at=now())
        done(request, _("客户 %(customer)s 已锁定") % {"customer": found.customer_name})
        return shown.lock_url(found)

    return confirm(request, impact=impact, act=act, back_url=shown.lock_url(found))


@allowed_to(rights.DECIDE_LOCKS)
def refuse(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: ask why; POST: refuse."""
    found = lock_of(request.actor, pk, rights.DECIDE_LOCKS)

    def impact() -> Impact:
        trial = refuse_lock.dry_run(lock_id=pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("拒绝锁定 %(customer)s？") % {"customer": found.customer_name}, effects=trial.effects,
            do_label=_("拒绝锁定"), keep_label=_("返回"), hint=_("申请人会看到理由"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        refuse_lock.keyed(key)(lock_id=pk, reason=reason, version=found.version, actor=request.actor, at=now())
        done(request, _("锁定申请已拒绝"))
        return shown.lock_url(found)

    return confirm(request, impact=impact, act=act, back_url=shown.lock_url(found))


@allowed_to(rights.DECIDE_LOCKS)
def unlock(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: ask why; POST: lift the lock."""
    found = lock_of(request.actor, pk, rights.DECIDE_LOCKS)

    def impact() -> Impact:
        trial = unlock_customer.dry_run(lock_id=pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("解锁 %(customer)s？") % {"customer": found.customer_name}, effects=trial.effects,
            do_label=_("提前解锁"), keep_label=_("保持锁定"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        unlock_customer.keyed(key)(lock_id=pk, reason=reason, version=found.version, actor=request.actor, at=now())
        done(request, _("客户 %(customer)s 已解锁") % {"customer": found.customer_name})
        return shown.lock_url(found)

    return confirm(request, impact=impact, act=act, back_url=shown.lock_url(found))
