"""Pages of the custom fields (CUS-024)."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from danshu.custom_fields.errors import FieldRetired, OptionsRest
from danshu.custom_fields.hosts import HOSTS, Host
from danshu.custom_fields.kinds import LISTS, FieldKind
from danshu.custom_fields.labels import FIELD_LABELS
from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.operations.define_field import define_field
from danshu.custom_fields.operations.edit_field import edit_field
from danshu.custom_fields.operations.move_fields import move_fields
from danshu.custom_fields.operations.retire_field import retire_field
from danshu.custom_fields.operations.switch_fields import switch_fields
from danshu.custom_fields.permissions import CONFIGURE
from danshu.custom_fields.queries import definitions
from danshu.custom_fields.web.forms import FieldForm, OptionsForm, initial_of
from danshu.custom_fields.web.lists import STATES, field_url, fields_list, state_of
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import NotFound
from danshu.kit.trail import history, value_text
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.detail import Action, Card, DetailPage, Fact
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import list_view
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

SHOWN = ("code", "section", "help_text", "dictionary", "places", "minimum", "maximum", "max_length", "pattern",
         "default_value", "view_roles", "edit_roles", "is_required", "is_unique", "is_searchable", "is_printed", "remark")  # fmt: skip
NOTHING: tuple[object, ...] = (None, "", [], False)


def _host(kind: str) -> Host:
    if kind not in HOSTS:
        raise NotFound
    return HOSTS[kind]


def _row(pk: int, *, valid: bool = False) -> FieldDefinition:
    row = FieldDefinition.objects.filter(pk=pk).first()
    if row is None or row.host not in HOSTS:
        raise NotFound
    if valid and not row.is_valid:
        raise FieldRetired(label=row.label)
    return row


def _path(host: Host) -> list[tuple[Any, str]]:
    return [
        (pgettext("模块", "自定义字段"), reverse("custom_fields:index")),
        (host.label, reverse("custom_fields:fields", args=[host.kind])),
    ]


@allowed_to(CONFIGURE)
def index(request: ActorRequest) -> HttpResponse:
    """All kinds of record with custom fields, and how many of these are in use."""
    counted = FieldDefinition.objects.values("host").annotate(
        on=Count("id", filter=Q(is_on=True)), valid=Count("id", filter=Q(is_valid=True))
    )
    counts = {row["host"]: (row["on"], row["valid"]) for row in counted}
    rows = [
        (host, *counts.get(host.kind, (0, 0)), reverse("custom_fields:fields", args=[host.kind]))
        for host in HOSTS.values()
    ]
    return render_page(request, "custom_fields/index.html", {"rows": rows})


@allowed_to(CONFIGURE)
def fields(request: ActorRequest, kind: str) -> HttpResponseBase:
    """The fields of one kind of record."""
    _host(kind)
    return list_view(fields_list(kind))(cast(HttpRequest, request))


@allowed_to(CONFIGURE)
def add(request: ActorRequest, kind: str) -> HttpResponse:
    """A new field, switched off at first."""
    host = _host(kind)
    form = FieldForm(posted(request), host=host)

    def save() -> str:
        row = define_field.keyed(form.token)(host=kind, values=form.values, actor=request.actor, at=now())
        done(request, _("字段「%(name)s」已新增，开启后在表单里出现") % {"name": row.label})
        has_list = row.kind in LISTS and not row.dictionary
        return reverse("custom_fields:options", args=[row.pk]) if has_list else field_url(row)

    back_url = reverse("custom_fields:fields", args=[kind])
    return form_page(request, form, save, title=_("新增字段"), back_url=back_url, context={"breadcrumb": _path(host)})


@allowed_to(CONFIGURE)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a field; its type and code are only shown."""
    row = _row(pk, valid=True)
    form = FieldForm(posted(request), host=HOSTS[row.host], row=row, initial=initial_of(row))

    def save() -> str:
        edit_field.keyed(form.token)(
            field_id=pk, values=form.values, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("字段「%(name)s」已保存") % {"name": form.values["label"]})
        return field_url(row)

    subject = [Fact(label=_("类型"), value=FieldKind(row.kind).label), Fact(label=_("代码"), value=row.code)]
    context = {"breadcrumb": _path(HOSTS[row.host]), "subject": subject}
    return form_page(request, form, save, title=_("修改字段"), back_url=field_url(row), context=context)


@allowed_to(CONFIGURE)
def options(request: ActorRequest, pk: int) -> HttpResponse:
    """The options of a list (设置); while the field is on, only viewed where its records ask for that (CUS-024)."""
    row = _row(pk, valid=True)
    if row.kind not in LISTS or row.dictionary:
        raise NotFound
    if HOSTS[row.host].options_rest and row.is_on:
        raise OptionsRest(label=row.label)
    form = OptionsForm(posted(request), row=row, initial={"version": row.version})

    def save() -> str:
        edit_field.keyed(form.token)(
            field_id=pk, values={"options": form.entered()}, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("字段「%(name)s」的选项已保存") % {"name": row.label})
        return field_url(row)

    path = [*_path(HOSTS[row.host]), (str(row), field_url(row))]
    return form_page(request, form, save, title=_("设置选项"), back_url=field_url(row), context={"breadcrumb": path})


@allowed_to(CONFIGURE)
def field(request: ActorRequest, pk: int) -> HttpResponse:
    """One field, read-only, with its options and history."""
    row = _row(pk)
    pairs = [(FIELD_LABELS["label_en"], row.label_en or "—"), (FIELD_LABELS["kind"], FieldKind(row.kind).label)]
    pairs += [
        (FIELD_LABELS[name], value_text("custom_fields.field", name, getattr(row, name)))
        for name in SHOWN
        if getattr(row, name) not in NOTHING
    ]
    cards = [Card(title=_("内容"), pairs=pairs)]
    if row.options:
        cards.append(Card(title=_("选项"), pairs=[(each["name"], _option(each)) for each in row.options]))
    page = DetailPage(
        title=row.label, status=STATES[state_of(row)], subtitle=str(HOSTS[row.host].label),
        actions=_actions(row) if row.is_valid else [], cards=cards,
        timeline=history("custom_fields.field", row.pk), breadcrumb=_path(HOSTS[row.host]),
    )  # fmt: skip
    return render_page(request, "ui/detail.html", {"page": page})


def _option(option: dict[str, object]) -> str:
    words = [str(option[name]) for name in ("name_en", "remark") if option[name]]
    return " · ".join(words + ([] if option["is_valid"] else [pgettext("状态", "失效")])) or "—"


def _actions(row: FieldDefinition) -> list[Action]:
    made = [Action(label=_("修改"), url=reverse("custom_fields:edit", args=[row.pk]), icon="pencil", key="E")]
    if row.kind in LISTS and not row.dictionary:
        rests = HOSTS[row.host].options_rest and row.is_on
        options_url = reverse("custom_fields:options", args=[row.pk])
        made.append(
            Action(label=_("设置选项"), reason=_("先关闭这个字段，再修改选项"))
            if rests
            else Action(label=_("设置选项"), url=options_url, icon="list-details")
        )
    switch_url = reverse("custom_fields:switch", args=[row.pk])
    label, tone = (_("关闭字段"), "") if row.is_on else (_("开启"), "primary")
    made.append(Action(label=label, url=switch_url, method="post", tone=tone))
    retire_url = reverse("custom_fields:retire", args=[row.pk])
    made.append(Action(label=_("失效"), url=retire_url, method="dialog", icon="ban", tone="danger", menu=True))
    return made


@require_POST
@allowed_to(CONFIGURE)
def switch(request: ActorRequest, pk: int) -> HttpResponse:
    """On when it is off, off when it is on."""
    row = _row(pk)
    switch_fields(field_ids=[pk], is_on=not row.is_on, actor=request.actor, at=now())
    text = _("字段「%(name)s」已关闭") if row.is_on else _("字段「%(name)s」已开启")
    done(request, text % {"name": row.label})
    return go(request, field_url(row))


@require_POST
@allowed_to(CONFIGURE)
def move(request: ActorRequest, pk: int, way: str) -> HttpResponse:
    """One place up or down among the valid fields; over the edge nothing happens."""
    row = _row(pk, valid=True)
    order = list(definitions(row.host).filter(is_valid=True).order_by("position", "id").values_list("pk", flat=True))
    place = order.index(pk)
    other = min(max(place + (-1 if way == "up" else 1), 0), len(order) - 1)
    order[place], order[other] = order[other], order[place]
    move_fields(host=row.host, order=order, actor=request.actor, at=now())
    done(request, _("顺序已保存"))
    return go(request, reverse("custom_fields:fields", args=[row.host]))


@allowed_to(CONFIGURE)
def retire(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then take a field out of use for good."""
    row = _row(pk)

    def impact() -> Impact:
        retire_field.dry_run(field_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("失效「%(name)s」？") % {"name": row.label},
            effects=[Effect("custom_fields.retired", _("表单里不再出现；已填写的内容仍然显示"), "warn")],
            hint=_("失效后不能恢复，但可以新增同名的字段"), do_label=_("失效"), keep_label=_("保留"), reason="optional",
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        retire_field.keyed(key)(field_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("字段「%(name)s」已失效") % {"name": row.label})
        return reverse("custom_fields:fields", args=[row.host])

    return confirm(request, impact=impact, act=act, back_url=field_url(row))
