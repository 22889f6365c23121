"""Regular cleanup: rules, runs, and the list that a person confirms (ORD-045)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danshu.identity.web.fields import Ticks
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.keys import keys_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import listed, with_count
from danshu.recycling import queries
from danshu.recycling.models import CleanupRule, CleanupRun, Proposal
from danshu.recycling.operations.confirm_cleanup import confirm_cleanup
from danshu.recycling.operations.run_cleanup import run_cleanup
from danshu.recycling.operations.save_cleanup_rule import save_cleanup_rule
from danshu.recycling.permissions import CONFIGURE_CLEANUP
from danshu.recycling.registry import CLEANABLE, KINDS
from danshu.ui.fields import ChoiceField, IntegerField, NameField
from danshu.ui.formats import money_text
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page
from danshu.ui.statuses import Status, Statuses

PROPOSALS = Statuses(
    {
        "open": Status(gettext_lazy("待确认"), "warn"),
        "deleted": Status(gettext_lazy("已删除"), "neutral", "x"),
        "refused": Status(gettext_lazy("没有删除"), "bad", "x"),
        "left": Status(gettext_lazy("保留"), "ok", "full"),
    }
)
KEPT_RUNS = 50


class RuleForm(Form):
    """A rule; its type of record cannot change."""

    name = NameField(label=gettext_lazy("名称"))
    statuses = forms.MultipleChoiceField(label=gettext_lazy("状态"), widget=Ticks)
    types = forms.MultipleChoiceField(
        label=gettext_lazy("类型"),
        widget=Ticks,
        required=False,
        help_text=gettext_lazy("不选就是全部"),
    )
    older_than_days = IntegerField(label=gettext_lazy("超过天数"), min_value=1, max_value=3650)
    every = ChoiceField(label=gettext_lazy("周期"), choices=CleanupRule.Every.choices)
    runs = forms.BooleanField(label=gettext_lazy("有效"), required=False)

    def __init__(self, *given: object, kind: str, **options: object) -> None:
        super().__init__(*given, **options)  # type: ignore[arg-type]
        for name, choices in (("statuses", CLEANABLE[kind].statuses), ("types", CLEANABLE[kind].types)):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("定期清理"), reverse("recycling:cleanup")), *more]


@allowed_to(CONFIGURE_CLEANUP)
def overview(request: ActorRequest) -> HttpResponse:
    """GET: the rules and the log of their runs."""
    rules = [
        {"rule": rule, "kind": KINDS[rule.kind].name, "statuses": _labels(rule.kind, rule.statuses)}
        for rule in queries.rules()
    ]
    context = {
        "rules": rules, "runs": queries.runs(request.actor)[:KEPT_RUNS],
        "kinds": [(kind, KINDS[kind].name) for kind in CLEANABLE],
    }  # fmt: skip
    return render_page(request, "recycling/cleanup.html", context)


def _labels(kind: str, codes: list[str]) -> str:
    known = dict(CLEANABLE[kind].statuses)
    return listed([str(known.get(code, code)) for code in codes])


@allowed_to(CONFIGURE_CLEANUP)
def rule_new(request: ActorRequest) -> HttpResponse:
    """GET and POST: a new rule for a kind of record (?kind=)."""
    kind = request.GET.get("kind", next(iter(CLEANABLE)))
    if kind not in CLEANABLE:
        raise NotFound()
    initial = {"older_than_days": 30, "every": CleanupRule.Every.MONTH, "runs": True}
    return _rule_form(request, kind, RuleForm(posted(request), kind=kind, initial=initial), _("新建清理规则"))


@allowed_to(CONFIGURE_CLEANUP)
def rule_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """GET and POST: change a rule."""
    rule = queries.rules().filter(pk=pk).first()
    if rule is None:
        raise NotFound()
    names = ("name", "statuses", "types", "older_than_days", "every", "version")
    initial = {name: getattr(rule, name) for name in names} | {"runs": rule.is_valid}
    form = RuleForm(posted(request), kind=rule.kind, initial=initial)
    return _rule_form(request, rule.kind, form, rule.name, rule_id=pk)


def _rule_form(
    request: ActorRequest, kind: str, form: RuleForm, title: str, rule_id: int | None = None
) -> HttpResponse:
    def save() -> str:
        values = {name: value for name, value in form.values.items() if name != "runs"}
        save_cleanup_rule.keyed(form.token)(
            kind=kind, rule_id=rule_id, version=form.seen_version, is_valid=form.values["runs"], **values,
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("清理规则已保存"))
        return reverse("recycling:cleanup")

    return form_page(request, form, save, title=title, back_url=reverse("recycling:cleanup"),
                     context={"breadcrumb": _crumbs()})  # fmt: skip


@require_POST
@allowed_to(CONFIGURE_CLEANUP)
def run_now(request: ActorRequest, pk: int) -> HttpResponse:
    """POST: look now; nothing is deleted."""
    made = run_cleanup.keyed(request.POST.get("form_token", ""))(rule_id=pk, actor=request.actor, at=now())
    done(request, with_count("找到 %(count)s 条") % {"count": made.found})
    return go(request, reverse("recycling:run", args=[made.pk]))


@allowed_to(CONFIGURE_CLEANUP)
def run(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what a run proposes; POST: delete the ticked ones, keep the others."""
    found = queries.run_by_id(pk)
    if request.method == "POST":
        chosen = keys_of(request.POST.getlist("chosen"))
        closed = confirm_cleanup.keyed(request.POST.get("form_token", ""))(
            run_id=pk, chosen=chosen, actor=request.actor, at=now()
        )
        done(request, with_count("%(count)s 条已移到回收站") % {"count": closed.deleted})
        return go(request, reverse("recycling:run", args=[pk]))
    return _show_run(request, found)


def _show_run(request: ActorRequest, found: CleanupRun) -> HttpResponse:
    kind, proposals = found.rule.kind, list(queries.proposals(found))
    rows = [_row(kind, each) for each in proposals]
    context = {
        "run": found, "rows": rows, "is_open": found.closed_at is None, "breadcrumb": _crumbs(),
        "export_url": CLEANABLE[kind].export_url([each.root_id for each in proposals]) if proposals else "",
        "title": f"{found.rule.name} · {found.day:%Y-%m-%d}",
    }  # fmt: skip
    return render_page(request, "recycling/run.html", context)


def _row(kind: str, each: Proposal) -> dict[str, object]:
    return {
        "proposal": each, "url": KINDS[kind].url(each.label, each.root_id), "status": KINDS[kind].status_label(each.status),
        "amount": money_text(each.amount, each.currency) if each.amount is not None else "", "state": PROPOSALS[each.state],
    }  # fmt: skip
