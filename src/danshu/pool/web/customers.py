"""Pages of open customers: what everybody may see, picking, releasing (CUS-016, CUS-017)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.kit.clock import business_date, now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import told, with_count
from danshu.parties import queries as parties
from danshu.parties.batches import MAX_BATCH, Result
from danshu.pool import permissions as rights
from danshu.pool.lifecycle import PickStatus
from danshu.pool.operations.pick_customer import pick_customer
from danshu.pool.operations.release_customer import release_customer
from danshu.pool.operations.release_customers import release_customers
from danshu.pool.queries import pool_customer
from danshu.pool.web import shown
from danshu.pool.web.forms import ReleaseForm
from danshu.pool.web.lists import OPEN, PREVIEW
from danshu.ui.detail import Action, Card, DetailPage, Fact, Notice
from danshu.ui.formats import date_text
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import neighbours
from danshu.ui.messages import done, warn
from danshu.ui.responses import render_page

LISTED = 20
MOST_REFUSALS = 5


@allowed_to(rights.VIEW)
def customer(request: ActorRequest, pk: int) -> HttpResponse:
    """One open customer, without anything that tells how to reach him (INV-Z1)."""
    row = pool_customer(request.actor, pk)
    page = DetailPage(
        title=row.name, status=shown.OPEN_CUSTOMER, subtitle=row.number, actions=_actions(request, row),
        notices=[Notice(title=_("联系方式隐藏到挑入为止"), text=_("挑入后可以看到联系人、电话和往来记录"), tone="neutral")],
        facts=[
            Fact(label=_("进入公海"), value=date_text(row.opened_at), note=shown.cause_of(row)),
            Fact(label=_("最近联系"), value=date_text(row.last_contact_at)),
            Fact(label=_("前负责人"), value=row.former_owner_name or "—"),
        ],
        breadcrumb=[(OPEN.title, reverse("pool:list"))],
        neighbours=neighbours(request, OPEN, request.actor, row, shown.pool_url),
    )  # fmt: skip
    known = [
        Card(title=_("客户"), pairs=[
            (_("地区"), shown.region(row) or "—"), (_("行业"), shown.label(row.industry) or "—"),
            (_("客户来源"), shown.label(row.source) or "—"), (_("客户级别"), shown.label(row.level) or "—"),
            (_("客户分类"), shown.label(row.category) or "—"), (_("进入公海的原因"), shown.why(row) or "—"),
        ]),
    ]  # fmt: skip
    return render_page(request, "pool/customer.html", {"page": page, "known": known})


def _actions(request: ActorRequest, row: Any) -> list[Action]:
    if not request.actor.can(rights.PICK):
        return []
    reason = _("已申请，等待审批") if row.is_applied_for else ""
    url = reverse("pool:pick_new", args=[row.pk])
    return [Action(label=_("挑入"), url=url, method="dialog", icon="plus", tone="primary", reason=reason)]


@allowed_to(rights.PICK)
def pick_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then pick the customer or apply for him."""
    row = pool_customer(request.actor, pk)

    def impact() -> Impact:
        trial = pick_customer.dry_run(customer_id=pk, actor=request.actor, at=now())
        direct = trial.result.status == PickStatus.APPROVED
        return Impact(
            title=_("挑入客户 %(label)s？") % {"label": row}, effects=trial.effects, reason="optional",
            reason_label=_("申请理由"), danger=False, keep_label=_("返回"),
            do_label=_("挑入") if direct else _("申请挑入"),
            intro=_("你立即成为负责人") if direct else _("主管批准后你成为负责人；先获批准的人得到客户"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        made = pick_customer.keyed(key)(customer_id=pk, reason=reason, actor=request.actor, at=now())
        if made.status == PickStatus.APPROVED:
            done(request, _("客户 %(label)s 现在由你负责") % {"label": row})
            return reverse("parties:customer", args=[pk])
        done(request, _("已申请挑入 %(label)s") % {"label": row})
        return shown.pick_url(made)

    return confirm(request, impact=impact, act=act, back_url=shown.pool_url(row))


@allowed_to(rights.RELEASE)
def release(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask why, then give one customer up."""
    record: Any = parties.customer(request.actor, pk, permission=rights.RELEASE)
    form = ReleaseForm(posted(request), initial={"version": record.version})
    url = reverse("parties:customer", args=[pk])

    def save() -> str:
        release_customer.keyed(form.token)(
            customer_id=pk, reason_id=int(form.values["reason"]), text=form.values["text"], version=form.seen_version,
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("客户 %(label)s 已回到公海") % {"label": record})
        return reverse("pool:list") if request.actor.can(rights.VIEW) else reverse("parties:customer_list")

    context = {
        "breadcrumb": [(pgettext("列表", "客户"), reverse("parties:customer_list")), (record.name, url)],
        "save_label": _("释放到公海"),
        "subject": [
            Fact(label=pgettext("客户", "负责人"), value=record.owner_name or "—"),
            Fact(label=_("最近联系"), value=date_text(record.last_contact_at)),
        ],
        "about": [(_("影响"), _("你不再看到这家客户，计划取消、共享结束；所有销售都能申请挑入"))],
    }
    return form_page(request, form, save, title=_("释放到公海"), back_url=url, context=context)


@allowed_to(rights.RELEASE)
def release_several(request: ActorRequest) -> HttpResponse:
    """The same for the customers in ?ids=; each has its result."""
    keys = [int(key) for key in request.GET.get("ids", "").split(",") if key.isdecimal() and len(key) <= 18]
    chosen = parties.chosen_customers(request.actor, keys[:MAX_BATCH], rights.RELEASE)
    if not chosen:
        raise NotFound
    form, back = ReleaseForm(posted(request)), reverse("pool:preview")

    def save() -> str:
        results = release_customers.keyed(form.token)(
            customer_ids=[row[0] for row in chosen], reason_id=int(form.values["reason"]), text=form.values["text"],
            actor=request.actor, at=now(),
        )  # fmt: skip
        _tell(request, results, {row[0]: f"{row[1]} {row[2]}" for row in chosen})
        return back

    context = {
        "breadcrumb": [(PREVIEW.title, back)], "save_label": _("释放到公海"),
        "subject": [Fact(label=_("所选客户"), value=str(len(chosen)), note=date_text(business_date(now())))],
        "about": [(number, f"{name} · {owner or '—'}") for _pk, number, name, owner in chosen[:LISTED]],
    }  # fmt: skip
    return form_page(request, form, save, title=_("释放到公海"), back_url=back, context=context)


def _tell(request: ActorRequest, results: Sequence[Result], labels: dict[int, str]) -> None:
    released = sum(1 for row in results if row["done"])
    if released:
        done(request, told(with_count("已释放 %(count)s 家客户"), {"count": released}))
    for row in [row for row in results if not row["done"]][:MOST_REFUSALS]:
        warn(request, f"{labels.get(row['id'], '')}: {row['reason']}")
