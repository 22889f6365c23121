"""The tree of the organisation and who works where (组织人员分配, ACC-002)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.identity.models import Unit, UnitType
from danshu.identity.operations.assign_staff import assign_staff, end_assignment
from danshu.identity.operations.edit_unit import UnitData, create_unit, delete_unit, edit_unit, invalidate_unit
from danshu.identity.permissions import STAFF_ASSIGN, UNIT_EDIT, UNIT_INVALIDATE, UNIT_VIEW
from danshu.identity.queries import staff_of_unit, unit_in_scope, unit_tree
from danshu.identity.web.unit_forms import AssignmentForm, UnitForm
from danshu.kit.clock import now
from danshu.kit.history import history
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.detail import Action, Card, DetailPage
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page
from danshu.ui.statuses import Status


@allowed_to(UNIT_VIEW)
def tree(request: ActorRequest) -> HttpResponse:
    """All units from the top down."""
    with_invalid = request.GET.get("invalid") == "1"
    context = {
        "nodes": unit_tree(with_invalid=with_invalid),
        "with_invalid": with_invalid,
        "types": dict(UnitType.choices),
    }
    return render_page(request, "identity/units.html", {**context, "title": _("组织架构")})


@allowed_to(UNIT_VIEW)
def unit(request: ActorRequest, pk: int) -> HttpResponse:
    """One unit with its people."""
    found = unit_in_scope(pk, request.actor, UNIT_VIEW)
    pairs = [
        (_("编码"), found.code),
        (_("类型"), found.get_type_display()),
        (_("上级组织"), found.parent),
        (_("负责人"), found.head),
        (_("电话"), found.phone),
        (_("地址"), found.address),
        (_("办公地点"), found.office_location),
    ]
    page = DetailPage(
        title=found.name,
        status=Status(_("有效"), "ok", "full") if found.is_valid else Status(_("已失效"), "neutral", "x"),
        actions=_actions(request, found),
        cards=[Card(title=_("基本信息"), pairs=pairs)],
        timeline=history("identity.unit", pk),
        breadcrumb=crumbs(),
    )
    context = {
        "page": page,
        "unit": found,
        "staff": staff_of_unit(pk, at=now()),
        "may_assign": request.actor.can(STAFF_ASSIGN) and found.is_valid,
    }
    return render_page(request, "identity/unit.html", context)


@allowed_to(UNIT_EDIT)
def unit_new(request: ActorRequest) -> HttpResponse:
    """Add a unit; ?parent= says below which."""
    form = UnitForm(posted(request), initial={"parent": request.GET.get("parent", ""), "type": UnitType.DEPARTMENT})

    def save() -> str:
        made = create_unit.keyed(form.token)(data=_data(form), actor=request.actor, at=now())
        done(request, _("组织 %(name)s 已添加") % {"name": made.name})
        return reverse("identity:unit", args=[made.pk])

    return form_page(
        request, form, save, title=_("添加组织"), back_url=reverse("identity:units"), context={"breadcrumb": crumbs()}
    )


@allowed_to(UNIT_EDIT)
def unit_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change or move a unit."""
    found = unit_in_scope(pk, request.actor, UNIT_EDIT)
    names = ("code", "name", "type", "phone", "address", "office_location", "version")
    initial = {name: getattr(found, name) for name in names}
    initial |= {"parent": found.parent_id or "", "head": found.head_id or ""}
    form = UnitForm(posted(request), initial=initial, parent_id=found.parent_id)
    back = reverse("identity:unit", args=[pk])

    def save() -> str:
        edit_unit(unit_id=pk, seen_version=form.seen_version, data=_data(form), actor=request.actor, at=now())
        done(request, _("组织 %(name)s 已保存") % {"name": form.values["name"]})
        return back

    context = {"breadcrumb": [*crumbs(), (found.name, back)]}
    return form_page(request, form, save, title=_("修改组织"), back_url=back, context=context)


@allowed_to(UNIT_INVALIDATE)
def unit_invalidate(request: ActorRequest, pk: int) -> HttpResponse:
    """Withdraw a unit; what blocks it is listed."""
    found = unit_in_scope(pk, request.actor, UNIT_INVALIDATE)
    back = reverse("identity:unit", args=[pk])

    def impact() -> Impact:
        trial = invalidate_unit.dry_run(unit_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("失效组织「%(name)s」？") % {"name": found.name},
            do_label=_("失效组织"),
            keep_label=_("保留组织"),
            effects=trial.effects,
            reason="optional",
            hint=_("失效后只能查看，不能再启用；已有记录仍显示它"),
        )

    def act(reason: str, key: str) -> str:
        invalidate_unit.keyed(key)(unit_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("组织 %(name)s 已失效") % {"name": found.name})
        return back

    return confirm(request, impact=impact, act=act, back_url=back)


@allowed_to(UNIT_INVALIDATE)
def unit_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Delete a unit that was never used."""
    found = unit_in_scope(pk, request.actor, UNIT_INVALIDATE)

    def impact() -> Impact:
        delete_unit.dry_run(unit_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除组织「%(name)s」？") % {"name": found.name},
            do_label=_("删除组织"),
            keep_label=_("保留组织"),
            reason="",
            hint=_("从未使用过的组织可以删除，删除后不能恢复"),
        )

    def act(reason: str, key: str) -> str:
        delete_unit.keyed(key)(unit_id=pk, actor=request.actor, at=now())
        done(request, _("组织 %(name)s 已删除") % {"name": found.name})
        return reverse("identity:units")

    return confirm(request, impact=impact, act=act, back_url=reverse("identity:unit", args=[pk]))


@allowed_to(STAFF_ASSIGN)
def assign(request: ActorRequest, pk: int) -> HttpResponse:
    """Let somebody work in this unit."""
    found = unit_in_scope(pk, request.actor, STAFF_ASSIGN)
    form = AssignmentForm(posted(request))
    back = reverse("identity:unit", args=[pk])

    def save() -> str:
        v = form.values
        assign_staff.keyed(form.token)(
            user_id=v["user"], unit_id=pk, position=v["position"], is_main=v["is_main"], from_date=v["from_date"],
            to_date=v["to_date"], actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("人员分配已保存"))
        return back

    context = {"breadcrumb": [*crumbs(), (found.name, back)]}
    return form_page(request, form, save, title=_("分配人员"), back_url=back, context=context)


@allowed_to(STAFF_ASSIGN)
@require_POST
def unassign(request: ActorRequest, pk: int) -> HttpResponseBase:
    """End somebody's work in a unit."""
    end_assignment(assignment_id=pk, actor=request.actor, at=now())
    done(request, _("分配已结束"))
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return go(request, back if is_ours else reverse("identity:units"))


def crumbs() -> list[tuple[str, str]]:
    """The way back to the tree."""
    return [(_("组织架构"), reverse("identity:units"))]


def _actions(request: ActorRequest, found: Unit) -> list[Action]:
    if not found.is_valid:
        return []
    can, args = request.actor.can, [found.pk]
    offers = [
        (UNIT_EDIT, Action(label=_("修改"), url=reverse("identity:unit_edit", args=args), icon="pencil", key="E")),
        (UNIT_EDIT, Action(label=_("添加下级"), url=f"{reverse('identity:unit_new')}?parent={found.pk}", icon="plus")),
        (STAFF_ASSIGN, Action(label=_("分配人员"), url=reverse("identity:assign", args=args), icon="user-plus")),
        (UNIT_INVALIDATE, Action(label=_("失效"), url=reverse("identity:unit_invalidate", args=args), method="dialog",
                                 tone="danger")),
        (UNIT_INVALIDATE, Action(label=_("删除"), url=reverse("identity:unit_delete", args=args), method="dialog",
                                 tone="danger", menu=True)),
    ]  # fmt: skip
    return [action for permission, action in offers if can(permission)]


def _data(form: UnitForm) -> UnitData:
    v: dict[str, Any] = form.values
    return UnitData(
        code=v["code"],
        name=v["name"],
        type=v["type"],
        parent_id=int(v["parent"]) if v["parent"] else None,
        head_id=v["head"],
        phone=v["phone"],
        address=v["address"],
        office_location=v["office_location"],
    )
