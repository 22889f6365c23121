"""Pages of all dictionaries (COM-005, COM-006, COM-015, SYS-004)."""

from __future__ import annotations

from collections.abc import Iterable
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
from danshu.dictionaries.registry import DICTIONARIES, ELSEWHERE, Dictionary
from danshu.dictionaries.uses import Use, uses
from danshu.dictionaries.web.forms import ValueForm
from danshu.dictionaries.web.lists import VALIDITY, stated_pairs, values_list
from danshu.dictionaries.web.places import by_place, card_of, list_of, listed_count
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import NotFound
from danshu.kit.trail import history
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import told, with_count
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
    """All dictionaries with their functions, how many values they have and which records use them (SYS-004)."""
    valid, invalid = Count("id", filter=Q(is_valid=True)), Count("id", filter=Q(is_valid=False))
    counted = Value.objects.values("dictionary").annotate(valid=valid, invalid=invalid)
    counts = {row["dictionary"]: (row["valid"], row["invalid"]) for row in counted}
    found: dict[str, list[Use]] = {}
    for use in uses():
        found.setdefault(use.dictionary, []).append(use)
    rows = [
        (each, *counts.get(each.code, (0, 0)), _places(found.get(each.code, ()), request.actor), _values_url(each))
        for each in sorted(DICTIONARIES.values(), key=lambda each: (each.module, each.code))
    ]
    others = [(each, each.count(), reverse(each.url_name)) for each in ELSEWHERE if request.actor.can(each.permission)]
    return render_page(request, "dictionaries/index.html", {"rows": rows, "others": others})


def _values_url(declared: Dictionary) -> str:
    return reverse("dictionaries:values", args=[declared.code])


def _places(found: Iterable[Use], actor: Actor) -> list[tuple[str, int, str]]:
    """(place in words, records, their list)."""
    shown = []
    for place, count in by_place(found).items():
        listed = listed_count(place, actor)
        shown.append((place.label, count if listed is None else listed, list_of(place, actor)))
    return shown


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
        cards=[Card(title=_("内容"), pairs=pairs), card_of(uses(value_id=pk), request.actor, pk)],
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
        used = sum(use.count for use in uses(value_id=pk))
        counted = told(with_count("%(count)s 条记录用到了，仍然显示"), {"count": used}) if used else _("还没有记录用到")
        return Impact(
            title=_("失效「%(name)s」？") % {"name": row.name},
            effects=[
                Effect("dictionaries.invalid", _("新建单据时不能再选"), "warn"),
                Effect("dictionaries.used", counted),
            ],
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
