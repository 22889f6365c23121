"""Pages of all dictionaries (COM-005, COM-006, COM-015, SYS-004)."""

from __future__ import annotations

from typing import cast

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.dictionaries.models import Value
from danshu.dictionaries.operations.add_value import add_value
from danshu.dictionaries.operations.edit_value import edit_value
from danshu.dictionaries.operations.invalidate_value import invalidate_value
from danshu.dictionaries.permissions import CONFIGURE
from danshu.dictionaries.registry import DICTIONARIES, Dictionary
from danshu.dictionaries.web.forms import ValueForm
from danshu.dictionaries.web.lists import VALIDITY, stated_pairs, values_list
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import NotFound
from danshu.kit.trail import history
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.detail import Action, Card, DetailPage
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import list_view
from danshu.ui.messages import done
from danshu.ui.responses import render_page


def declared_or_404(code: str) -> Dictionary:
    """The dictionary. Raises NotFound for an undeclared one."""
    if code not in DICTIONARIES:
        raise NotFound()
    return DICTIONARIES[code]


def value_or_404(pk: int) -> Value:
    """The value. Raises NotFound, also when its dictionary is declared no more."""
    row = Value.objects.filter(pk=pk).first()
    if row is None or row.dictionary not in DICTIONARIES:
        raise NotFound()
    return row


@allowed_to(CONFIGURE)
def index(request: ActorRequest) -> HttpResponse:
    """All dictionaries with where they are used and how many values they have."""
    counted = Value.objects.values("dictionary").annotate(n=Count("id", filter=Q(is_valid=True)))
    counts = dict(counted.values_list("dictionary", "n"))
    rows = [
        (each, counts.get(each.code, 0), reverse("dictionaries:values", args=[each.code]))
        for each in sorted(DICTIONARIES.values(), key=lambda each: (each.module, each.code))
    ]
    return render_page(request, "dictionaries/index.html", {"rows": rows})


@allowed_to(CONFIGURE)
def values(request: ActorRequest, code: str) -> HttpResponseBase:
    """The values of one dictionary."""
    declared_or_404(code)
    return list_view(values_list(code))(cast(HttpRequest, request))


@allowed_to(CONFIGURE)
def add(request: ActorRequest, code: str) -> HttpResponse:
    """A new value."""
    declared, form = declared_or_404(code), ValueForm(posted(request), declared=declared_or_404(code))
    back_url = reverse("dictionaries:values", args=[code])

    def save() -> str:
        row = add_value.keyed(form.token)(dictionary=code, **form.entry, actor=request.actor, at=now())
        done(request, _("「%(name)s」已新增") % {"name": row.name})
        return back_url

    title = _("新增%(dictionary)s") % {"dictionary": declared.label}
    breadcrumb = [(_("基础资料"), reverse("dictionaries:index")), (declared.label, back_url)]
    return form_page(request, form, save, title=title, back_url=back_url, context={"breadcrumb": breadcrumb})


@allowed_to(CONFIGURE)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change the words of a value."""
    row = value_or_404(pk)
    initial = {"name": row.name, "name_en": row.name_en, "remark": row.remark, "version": row.version}
    declared = DICTIONARIES[row.dictionary]
    form = ValueForm(posted(request), declared=declared, stated=row.attributes, initial=initial)
    back_url = reverse("dictionaries:values", args=[row.dictionary])

    def save() -> str:
        edit_value.keyed(form.token)(
            value_id=pk, **form.entry, seen_version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("「%(name)s」已保存") % {"name": form.values["name"]})
        return back_url

    label = declared.label
    title = _("修改%(dictionary)s") % {"dictionary": label}
    breadcrumb = [(_("基础资料"), reverse("dictionaries:index")), (label, back_url)]
    return form_page(request, form, save, title=title, back_url=back_url, context={"breadcrumb": breadcrumb})


@allowed_to(CONFIGURE)
def value(request: ActorRequest, pk: int) -> HttpResponse:
    """One value, read-only, with its history; an invalid one offers nothing else."""
    row = value_or_404(pk)
    label, list_url = DICTIONARIES[row.dictionary].label, reverse("dictionaries:values", args=[row.dictionary])
    pairs = [
        (_("名称"), row.name), (_("英文名称"), row.name_en), (_("代码"), row.code), (_("备注"), row.remark),
        (_("顺序号"), row.position), *stated_pairs(row),
    ]  # fmt: skip
    page = DetailPage(
        title=row.name,
        status=VALIDITY[str(row.is_valid)],
        subtitle=label,
        actions=_actions(row) if row.is_valid else [],
        cards=[Card(title=_("内容"), pairs=pairs)],
        timeline=history("dictionaries.value", row.pk),
        breadcrumb=[(_("基础资料"), reverse("dictionaries:index")), (label, list_url)],
    )
    return render_page(request, "ui/detail.html", {"page": page})


def _actions(row: Value) -> list[Action]:
    invalidate_url = reverse("dictionaries:invalidate", args=[row.pk])
    return [
        Action(label=_("修改"), url=reverse("dictionaries:edit", args=[row.pk]), icon="pencil", key="E"),
        Action(label=_("失效"), url=invalidate_url, icon="ban", method="dialog", tone="danger"),
    ]


@allowed_to(CONFIGURE)
def invalidate(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then withdraw a value."""
    row = value_or_404(pk)
    back_url = reverse("dictionaries:values", args=[row.dictionary])

    def impact() -> Impact:
        invalidate_value.dry_run(value_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("失效「%(name)s」？") % {"name": row.name},
            effects=[Effect("dictionaries.invalid", _("新建单据时不能再选；已用到的记录仍然显示"), "warn")],
            hint=_("失效后不能恢复，但可以新增同名的值"),
            do_label=_("失效"),
            keep_label=_("保留"),
            reason="optional",
        )

    def act(reason: str, key: str) -> str:
        invalidate_value.keyed(key)(value_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("「%(name)s」已失效") % {"name": row.name})
        return back_url

    return confirm(request, impact=impact, act=act, back_url=back_url)
