"""Pages of warehouses (INV-001)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.audit.queries import history
from danshu.identity.queries import staff_label, staff_pairs, unit_choices
from danshu.inventory.models import Warehouse, WarehouseType
from danshu.inventory.operations.create_warehouse import create_warehouse
from danshu.inventory.operations.edit_warehouse import edit_warehouse
from danshu.inventory.operations.invalidate_warehouse import invalidate_warehouse
from danshu.inventory.permissions import EDIT_WAREHOUSE, INVALIDATE_WAREHOUSE, VIEW_STOCK, VIEW_WAREHOUSE
from danshu.inventory.rules import WarehouseValues
from danshu.inventory.screens import warehouse_page
from danshu.inventory.web.paper_lists import WAREHOUSES, warehouse_url
from danshu.inventory.web.statuses import VALIDITY
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.regions.web.fields import AddressLineWidget
from danshu.ui.detail import Action, Card, DetailPage
from danshu.ui.fields import ChoiceField, NameField, PhoneField, PickerField, RemarkField, TextField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import render_page


class WarehouseForm(Form):
    """A warehouse."""

    sections = [
        Section(gettext_lazy("基本信息"), ["code", "name:2", "type", "unit_id:2", "keeper_id:2", "is_default:4"]),
        Section(gettext_lazy("联系"), ["phone", "address:3", "remark:4"]),
    ]
    code = TextField(label=gettext_lazy("编码"), max_length=20)
    name = NameField(label=gettext_lazy("名称"))
    type = ChoiceField(label=gettext_lazy("类型"), choices=WarehouseType.choices)
    unit_id = ChoiceField(label=gettext_lazy("所属组织"), choices=lambda: [("", "—"), *unit_choices()])
    keeper_id = PickerField(
        label=gettext_lazy("保管员"), required=False, url=lambda: reverse("identity:staff_options"),
        label_of=staff_label, search=staff_pairs,
    )  # fmt: skip
    is_default = forms.BooleanField(
        label=gettext_lazy("默认仓库"), required=False, help_text=gettext_lazy("每个组织一个；订单默认从这里发货")
    )
    phone = PhoneField(label=gettext_lazy("电话"), required=False)
    address = TextField(label=gettext_lazy("地址"), required=False, max_length=200, widget=AddressLineWidget())
    remark = RemarkField()

    def entered(self) -> WarehouseValues:
        """The entries as the operation takes them."""
        given: dict[str, Any] = dict(self.values)
        given["unit_id"] = int(given["unit_id"])
        return given  # type: ignore[return-value]


def _crumbs() -> list[tuple[str, str]]:
    return [(_("仓库"), reverse("inventory:warehouses"))]


@allowed_to(EDIT_WAREHOUSE)
def warehouse_new(request: ActorRequest) -> HttpResponse:
    """GET: an empty form; POST: add a warehouse."""
    form = WarehouseForm(posted(request), initial={"unit_id": request.actor.unit_id, "type": WarehouseType.OWN})

    def save() -> str:
        made = create_warehouse.keyed(form.token)(values=form.entered(), actor=request.actor, at=now())
        done(request, _("仓库 %(name)s 已保存") % {"name": made.name})
        return warehouse_url(made)

    return form_page(
        request, form, save, title=_("新建仓库"), back_url=reverse("inventory:warehouses"),
        context={"breadcrumb": _crumbs()},
    )  # fmt: skip


@allowed_to(EDIT_WAREHOUSE)
def warehouse_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: the warehouse in a form; POST: change it."""
    warehouse = warehouse_page(request.actor, pk, EDIT_WAREHOUSE)
    names = ("code", "name", "type", "unit_id", "keeper_id", "is_default", "phone", "address", "remark", "version")
    form = WarehouseForm(posted(request), initial={name: getattr(warehouse, name) for name in names})

    def save() -> str:
        edit_warehouse.keyed(form.token)(
            warehouse_id=pk, version=form.seen_version, values=form.entered(), actor=request.actor, at=now()
        )
        done(request, _("仓库 %(name)s 已保存") % {"name": form.values["name"]})
        return warehouse_url(warehouse)

    return form_page(
        request, form, save, title=_("修改仓库"), back_url=warehouse_url(warehouse),
        context={"breadcrumb": [*_crumbs(), (warehouse.name, warehouse_url(warehouse))]},
    )  # fmt: skip


@allowed_to(VIEW_WAREHOUSE)
def warehouse_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: one warehouse."""
    warehouse = warehouse_page(request.actor, pk)
    keeper = warehouse.keeper.full_name if warehouse.keeper else "—"
    page = DetailPage(
        title=warehouse.name,
        status=VALIDITY[str(warehouse.is_valid)],
        tags=[_("默认仓库")] if warehouse.is_default else [],
        subtitle=f"{warehouse.code} · {warehouse.get_type_display()} · {warehouse.unit.name}",
        actions=_actions(warehouse, request.actor),
        cards=[
            Card(title=_("仓库信息"), pairs=[(_("组织"), warehouse.unit.name), (_("保管员"), keeper),
                                        (_("电话"), warehouse.phone), (_("地址"), warehouse.address),
                                        (_("备注"), warehouse.remark)]),
        ],
        timeline=history("inventory.warehouse", warehouse.pk),
        breadcrumb=[(_("仓库"), back_url(request, "inventory.warehouses", reverse("inventory:warehouses")))],
        neighbours=neighbours(request, WAREHOUSES, request.actor, warehouse, warehouse_url),
    )  # fmt: skip
    return render_page(request, "ui/detail.html", {"page": page})


def _actions(warehouse: Warehouse, actor: Actor) -> list[Action]:
    acts = []
    if actor.can(VIEW_STOCK):
        url = f"{reverse('inventory:stock_list')}?warehouse={warehouse.pk}"
        acts.append(Action(label=_("查看库存"), url=url, icon="package"))
    if warehouse.is_valid and actor.can(EDIT_WAREHOUSE):
        acts.append(
            Action(label=_("修改"), url=reverse("inventory:warehouse_edit", args=[warehouse.pk]), icon="edit", key="E")
        )
    if warehouse.is_valid and actor.can(INVALIDATE_WAREHOUSE):
        url = reverse("inventory:warehouse_invalidate", args=[warehouse.pk])
        acts.append(Action(label=_("失效"), url=url, method="dialog", tone="danger"))
    return acts


@allowed_to(INVALIDATE_WAREHOUSE)
def warehouse_invalidate(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what it would do; POST: do it."""
    warehouse = warehouse_page(request.actor, pk, INVALIDATE_WAREHOUSE)

    def impact() -> Impact:
        trial = invalidate_warehouse.dry_run(warehouse_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("失效仓库 %(name)s？") % {"name": warehouse.name}, effects=trial.effects, do_label=_("失效仓库"),
            keep_label=_("保留仓库"), reason="optional", hint=_("失效后不能恢复，只能新建"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        invalidate_warehouse.keyed(key)(
            warehouse_id=pk, reason=reason, version=warehouse.version, actor=request.actor, at=now()
        )
        done(request, _("仓库 %(name)s 已失效") % {"name": warehouse.name})
        return warehouse_url(warehouse)

    return confirm(request, impact=impact, act=act, back_url=warehouse_url(warehouse))
