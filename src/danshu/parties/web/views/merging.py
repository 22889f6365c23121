"""Two customers that are one: compare, choose, see the consequences, merge; and take it back (CUS-003)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import DomainError
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties import permissions as rights
from danshu.parties import queries
from danshu.parties.operations.merge_customers import merge_customers
from danshu.parties.operations.unmerge_customers import unmerge_customers
from danshu.parties.web.comparing import Comparison, Row, compare
from danshu.parties.web.forms import PartyForm
from danshu.ui.fields import PickerField, TextField
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.impact import Impact, confirm, digest
from danshu.ui.messages import done

THEIRS = "theirs"


class ImpactChanged(DomainError):
    """Somebody changed one of the two while the page was open (COM-009)."""

    code = "merge_changed"
    message = gettext_lazy("合并的结果刚刚变了")
    way_out = gettext_lazy("核对下面新的结果，再合并一次")


class OtherForm(PartyForm):
    """Which customer is the same."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker = PickerField(
            label=_("并入的客户"), help_text=_("它的订单、收款、联系人等全部归到这家客户，它自己失效"),
            url=partial(reverse, "parties:find"), label_of=partial(queries.customer_label, actor),
            search=lambda text: [(row.pk, row.name) for row in queries.find_customers(text, actor=actor)],
        )  # fmt: skip
        self.adopt({"other": picker})


class MergeForm(Form):
    """For each field whose values differ, which one stays; and why the two are one."""

    reason = TextField(label=gettext_lazy("合并理由"), max_length=500)
    effects = forms.CharField(widget=forms.HiddenInput, required=False)
    loser_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, found: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in found.rows:
            self.fields[f"keep_{row.name}"] = forms.ChoiceField(
                label=row.label, choices=[("", row.ours), (THEIRS, row.theirs)], widget=forms.RadioSelect,
                required=False, initial=THEIRS if row.is_taken else "", disabled=row.is_fixed,
            )  # fmt: skip
        self.rows: list[tuple[Row, Any]] = [(row, self[f"keep_{row.name}"]) for row in found.rows]

    def saw(self, effects: str) -> None:
        """The form that is shown again carries the result that is shown with it."""
        self.data = {**self.data.dict(), "effects": effects}  # type: ignore[attr-defined]

    def taken(self) -> list[str]:
        """Names of the fields whose value comes from the customer that goes."""
        return [row.name for row, _bound in self.rows if self.cleaned_data.get(f"keep_{row.name}") == THEIRS]


@allowed_to(rights.MERGE_CUSTOMERS)
def merge(request: ActorRequest, pk: int) -> HttpResponse:
    """Without ?other=: choose it; with it: side by side, what the merge does, and the merge itself."""
    other = request.GET.get("other", "")
    if not other.isdecimal() or len(other) > 18:
        return _choose(request, pk)
    found = compare(request.actor, pk, int(other))
    url = reverse("parties:customer", args=[pk])
    form = MergeForm(
        posted(request), found=found,
        initial={"version": found.survivor.version, "loser_version": found.loser.version},
    )  # fmt: skip
    effects, refusal = _trial(request.actor, pk, int(other))
    form.initial["effects"] = digest(effects)

    def save() -> str:
        if form.cleaned_data["effects"] != digest(effects):
            form.saw(digest(effects))
            raise ImpactChanged
        merge_customers.keyed(form.token)(
            survivor_id=pk, loser_id=int(other), taken=form.taken(), reason=form.cleaned_data["reason"],
            version=form.seen_version, loser_version=form.cleaned_data["loser_version"],
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("%(loser)s 已并入 %(survivor)s") % {"loser": found.loser, "survivor": found.survivor})
        return url

    context = {
        "breadcrumb": _path(found.survivor, url), "found": found, "effects": effects, "refused": refusal,
        "swap_url": f"{reverse('parties:customer_merge', args=[int(other)])}?other={pk}", "save_label": _("合并客户"),
    }  # fmt: skip
    return form_page(
        request, form, save, template="parties/merge.html", title=_("合并客户"), back_url=url, context=context
    )


def _choose(request: ActorRequest, pk: int) -> HttpResponse:
    record = queries.customer(request.actor, pk, permission=rights.MERGE_CUSTOMERS)
    form, url = OtherForm(posted(request), actor=request.actor), reverse("parties:customer", args=[pk])

    def save() -> str:
        return f"{reverse('parties:customer_merge', args=[pk])}?other={form.cleaned_data['other']}"

    context = {"breadcrumb": _path(record, url), "save_label": _("下一步")}
    return form_page(request, form, save, title=_("合并客户"), back_url=url, context=context)


def _trial(actor: Actor, survivor_id: int, loser_id: int) -> tuple[Sequence[Effect], DomainError | None]:
    """What the real operation would do, or why it would not."""
    try:
        trial = merge_customers.dry_run(
            survivor_id=survivor_id, loser_id=loser_id, reason="—", actor=actor, at=now()
        )  # fmt: skip
    except DomainError as refusal:
        return (), refusal
    return trial.effects, None


@allowed_to(rights.UNMERGE_CUSTOMERS)
def unmerge(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then give a customer back what was moved when it was taken into another one."""
    record = queries.customer(request.actor, pk, permission=rights.UNMERGE_CUSTOMERS)
    url = reverse("parties:customer", args=[pk])

    def impact() -> Impact:
        trial = unmerge_customers.dry_run(customer_id=pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("撤销 %(label)s 的合并？") % {"label": record}, effects=trial.effects, do_label=_("撤销合并"),
            keep_label=_("保持合并"), hint=_("合并之后新增的记录留在合并后的客户那里"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        unmerge_customers.keyed(key)(customer_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("客户 %(label)s 已恢复为单独的客户") % {"label": record})
        return url

    return confirm(request, impact=impact, act=act, back_url=url)


def _path(record: object, url: str) -> list[tuple[str, str]]:
    return [(_("客户"), reverse("parties:customer_list")), (str(record), url)]
