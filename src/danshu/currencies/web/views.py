"""Pages of currencies and rates (CAT-020)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.currencies.models import Currency
from danshu.currencies.operations.create_currency import create_currency
from danshu.currencies.operations.delete_currency import delete_currency
from danshu.currencies.operations.edit_currency import edit_currency
from danshu.currencies.operations.invalidate_currency import invalidate_currency
from danshu.currencies.operations.record_rate import record_rate
from danshu.currencies.operations.withdraw_rate import withdraw_rate
from danshu.currencies.permissions import DELETE_CURRENCY, EDIT_CURRENCY, RECORD_RATE, VIEW_CURRENCY
from danshu.currencies.queries import base_currency, currency_by_id, rate_by_id
from danshu.currencies.rules import check_currency
from danshu.currencies.web.detail import currency_page
from danshu.currencies.web.forms import OWN, ChangedCurrencyForm, NewCurrencyForm, RateForm
from danshu.currencies.web.lists import currency_list, currency_url, rate_list
from danshu.currencies.words import rate_text
from danshu.kit.clock import business_date, now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import render_page

__all__ = ["currency_list", "rate_list"]


def _crumbs(currency: Currency | None = None) -> list[tuple[str, str]]:
    own = [(str(currency), currency_url(currency))] if currency else []
    return [(_("货币与汇率"), reverse("currencies:currency_list")), *own]


@allowed_to(VIEW_CURRENCY)
def currency_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: one currency with the history of its rates."""
    currency = currency_by_id(pk)
    return render_page(request, "currencies/currency.html", currency_page(request, currency))


@allowed_to(EDIT_CURRENCY)
def currency_new(request: ActorRequest) -> HttpResponse:
    """GET: an empty form; POST: add a currency with its first rate."""
    form = NewCurrencyForm(posted(request), initial={"effective_date": business_date(now()), "is_orderable": True})

    def save() -> str:
        rate = form.values["rate"]
        made = create_currency.keyed(form.token)(
            values=form.entered(), rate=rate, effective_date=form.values["effective_date"] if rate is not None else None,
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("货币 %(label)s 已保存") % {"label": made})
        return currency_url(made)

    back_url = reverse("currencies:currency_list")
    return form_page(request, form, save, title=_("新建货币"), back_url=back_url, context={"breadcrumb": _crumbs()},
                     check=lambda: check_currency(form.entered_so_far(), base=base_currency()))  # fmt: skip


@allowed_to(EDIT_CURRENCY)
def currency_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: the currency in a form; POST: change it."""
    currency = currency_by_id(pk)
    form = ChangedCurrencyForm(posted(request), initial={name: getattr(currency, name) for name in (*OWN, "version")})

    def save() -> str:
        edit_currency.keyed(form.token)(
            currency_id=pk, values=form.entered(), version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("货币 %(label)s 已保存") % {"label": currency.code})
        return currency_url(currency)

    context = {"breadcrumb": _crumbs(currency)}
    title = _("修改货币 %(label)s") % {"label": currency}
    return form_page(request, form, save, title=title, back_url=currency_url(currency), context=context)


@allowed_to(RECORD_RATE)
def rate_new(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: a form for a rate; POST: enter it."""
    currency, base = currency_by_id(pk), base_currency()
    form = RateForm(posted(request), initial={"effective_date": business_date(now())})
    form.fields["rate"].help_text = _("1 %(code)s 折合多少 %(base)s") % {"code": currency.code, "base": base}

    def save() -> str:
        made = record_rate.keyed(form.token)(currency_id=pk, **form.values, actor=request.actor, at=now())
        facts = {"code": currency.code, "rate": rate_text(made.rate), "base": base}
        done(request, _("汇率已录入：1 %(code)s = %(rate)s %(base)s") % facts)
        return currency_url(currency)

    context = {"breadcrumb": _crumbs(currency), "save_label": _("录入汇率")}
    title = _("录入 %(code)s 的汇率") % {"code": currency.code}
    return form_page(request, form, save, title=title, back_url=currency_url(currency), context=context)


@allowed_to(DELETE_CURRENCY)
def currency_invalidate(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what it would do; POST: do it."""
    currency = currency_by_id(pk)

    def impact() -> Impact:
        trial = invalidate_currency.dry_run(currency_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("失效货币 %(label)s？") % {"label": currency}, effects=trial.effects, do_label=_("失效货币"),
            keep_label=_("保留货币"), reason="optional", hint=_("失效后不能恢复"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        invalidate_currency.keyed(key)(
            currency_id=pk, reason=reason, version=currency.version, actor=request.actor, at=now()
        )
        done(request, _("货币 %(label)s 已失效") % {"label": currency})
        return currency_url(currency)

    return confirm(request, impact=impact, act=act, back_url=currency_url(currency))


@allowed_to(DELETE_CURRENCY)
def currency_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what it would do; POST: do it."""
    currency = currency_by_id(pk)

    def impact() -> Impact:
        trial = delete_currency.dry_run(currency_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除货币 %(label)s？") % {"label": currency}, effects=trial.effects, do_label=_("删除货币"),
            keep_label=_("保留货币"), reason="optional",
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        delete_currency.keyed(key)(
            currency_id=pk, reason=reason, version=currency.version, actor=request.actor, at=now()
        )
        done(request, _("货币 %(label)s 已删除") % {"label": currency})
        return reverse("currencies:currency_list")

    return confirm(request, impact=impact, act=act, back_url=currency_url(currency))


@allowed_to(RECORD_RATE)
def rate_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what it would do; POST: withdraw the rate."""
    rate = rate_by_id(pk)
    back_url = currency_url(rate.currency)

    def impact() -> Impact:
        trial = withdraw_rate.dry_run(rate_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("撤销汇率 %(rate)s？") % {"rate": rate}, effects=trial.effects, do_label=_("撤销汇率"),
            keep_label=_("保留汇率"), reason="optional",
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        withdraw_rate.keyed(key)(rate_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("汇率 %(rate)s 已撤销") % {"rate": rate})
        return back_url

    return confirm(request, impact=impact, act=act, back_url=back_url)
