"""Pages of the system parameters (SYS-001)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.parameters.operations.reset_parameter import reset_parameter
from danshu.parameters.operations.withdraw_change import withdraw_change
from danshu.parameters.permissions import CONFIGURE
from danshu.parameters.presentation import in_words
from danshu.parameters.queries import change_history, planned_changes, replaced_values, value
from danshu.parameters.registry import GROUPS, PARAMETERS, Parameter
from danshu.parameters.web.forms import GroupForm, form_of
from danshu.parameters.web.pages import declared_in, rows_of, sections
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

SHOWN = 100


@allowed_to(CONFIGURE)
def overview(request: ActorRequest) -> HttpResponse:
    """All parameters by domain: name, meaning, value, default, limits, last change."""
    text = request.GET.get("q", "")
    found = sections(text)
    context = {
        "sections": found,
        "groups": [(group, reverse("parameters:group", args=[group.code])) for group in GROUPS.values()
                   if declared_in(group.code)],
        "q": text,
        "count": sum(len(rows) for _group, rows in found),
        "planned": [(row, _named(row.name), _planned_value(row.name, row.value)) for row in planned_changes(now())],
    }  # fmt: skip
    return render_page(request, "parameters/overview.html", context)


@allowed_to(CONFIGURE)
def group(request: ActorRequest, code: str) -> HttpResponse:
    """Change the parameters of one domain."""
    if code not in GROUPS or not declared_in(code):
        raise NotFound()
    rows = rows_of([each for each in declared_in(code) if not each.is_secret])
    current = {row.declared.name: row.value for row in rows}
    seen = {row.declared.name: row.last.pk if row.last else 0 for row in rows}
    form = form_of(posted(request), [row.declared for row in rows], current, seen)

    def save() -> str:
        _save(form, request.actor)
        done(request, _("%(group)s的参数已保存") % {"group": GROUPS[code].label})
        return reverse("parameters:group", args=[code])

    context = {
        "rows": [(row, form.bounds_of(row.declared)) for row in rows],
        "group": GROUPS[code],
        "groups": [(each, reverse("parameters:group", args=[each.code])) for each in GROUPS.values()
                   if declared_in(each.code)],
        "breadcrumb": [(_("系统参数"), reverse("parameters:list"))],
    }  # fmt: skip
    back_url = reverse("parameters:list")
    title = GROUPS[code].label
    return form_page(
        request, form, save, template="parameters/group.html", title=title, back_url=back_url, context=context
    )


def _save(form: GroupForm, actor: Actor) -> None:
    try:
        change_parameters.keyed(form.token)(
            changes=form.changes,
            effective_on=form.cleaned_data["effective_on"],
            reason=form.cleaned_data["reason"],
            seen=form.seen_changes,
            actor=actor,
            at=now(),
        )
    except FieldErrors as refusal:
        raise FieldErrors([_beside(form, problem) for problem in refusal.problems]) from refusal


def _beside(form: GroupForm, problem: FieldProblem) -> FieldProblem:
    """A problem of a whole map stands beside its first field."""
    if problem.field in form.fields or problem.field not in PARAMETERS:
        return problem
    first = form.bounds_of(PARAMETERS[problem.field])[0].name
    return FieldProblem(first, problem.code, problem.text)


@allowed_to(CONFIGURE)
def history(request: ActorRequest, name: str) -> HttpResponse:
    """Every change of one parameter, newest first."""
    declared = _declared(name)
    rows = change_history(name, limit=SHOWN + 1)  # one more: the value before the last one shown
    changes = [
        (row, _planned_value(name, old), _planned_value(name, row.value))
        for row, old in zip(rows, replaced_values(rows), strict=True)
    ][:SHOWN]
    context = {
        "declared": declared,
        "row": rows_of([declared])[0],
        "changes": changes,
        "at": now(),
        "group_url": reverse("parameters:group", args=[declared.group]),
    }
    return render_page(request, "parameters/history.html", context)


@allowed_to(CONFIGURE)
def reset(request: ActorRequest, name: str) -> HttpResponse:
    """Ask, then set a parameter back to its default."""
    declared, back = _declared(name), _declared(name).group

    def impact() -> Impact:
        reset_parameter.dry_run(name=name, actor=request.actor, at=now())
        facts = {"old": in_words(declared.type, value(name)), "new": in_words(declared.type, declared.default)}
        return Impact(
            title=_("恢复「%(name)s」的默认值？") % {"name": declared.label},
            effects=[Effect("parameters.reset", _("由 %(old)s 变为 %(new)s，立即生效") % facts, "warn")],
            do_label=_("恢复默认值"),
            keep_label=_("保留现值"),
            reason="optional",
            danger=False,
        )

    def act(reason: str, key: str) -> str:
        reset_parameter.keyed(key)(name=name, reason=reason, actor=request.actor, at=now())
        done(request, _("「%(name)s」已恢复默认值") % {"name": declared.label})
        return reverse("parameters:group", args=[back])

    return confirm(request, impact=impact, act=act, back_url=reverse("parameters:group", args=[back]))


@allowed_to(CONFIGURE)
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Withdraw a planned change (POST)."""
    if request.method == "POST":
        row = withdraw_change(setting_id=pk, actor=request.actor, at=now())
        done(request, _("「%(name)s」的计划改动已撤回") % {"name": _named(row.name)})
    return go(request, reverse("parameters:list"))


def _declared(name: str) -> Parameter:
    if name not in PARAMETERS:
        raise NotFound()
    return PARAMETERS[name]


def _named(name: str) -> str:
    return PARAMETERS[name].label if name in PARAMETERS else name


def _planned_value(name: str, stored: object) -> str:
    """A stored value in words; the raw one when it no longer fits."""
    declared = PARAMETERS.get(name)
    if declared is None:
        return str(stored)
    if declared.is_secret:
        return "***"
    try:
        return in_words(declared.type, declared.default if stored is None else declared.type.load(stored))
    except (DomainError, ValueError):
        return str(stored)
