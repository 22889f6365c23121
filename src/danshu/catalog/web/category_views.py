"""Pages of categories (CAT-005, COM-005, COM-006, COM-015) and of the decimals of units."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.audit.queries import history
from danshu.catalog.errors import InvalidRecord
from danshu.catalog.models import Category
from danshu.catalog.operations.create_category import create_category
from danshu.catalog.operations.edit_category import edit_category
from danshu.catalog.operations.invalidate_categories import invalidate_categories
from danshu.catalog.operations.set_unit_decimals import set_unit_decimals
from danshu.catalog.permissions import CATEGORY_EDIT, CATEGORY_INVALIDATE, ITEM_VIEW, UNIT_EDIT
from danshu.catalog.queries import category_or_404, unit_decimals
from danshu.catalog.web.category_list import CATEGORIES, category_url
from danshu.catalog.web.forms import CategoryForm, UnitForm
from danshu.catalog.web.statuses import VALIDITY
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.detail import Action, Card, DetailPage, Notice
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import list_view
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import render_page

categories = list_view(CATEGORIES)


def _list_url(request: ActorRequest) -> str:
    return back_url(request, CATEGORIES.name, reverse("catalog:categories"))


@allowed_to(ITEM_VIEW)
def category(request: ActorRequest, pk: int) -> HttpResponse:
    """One category, read-only, with its history; an invalid one offers nothing else."""
    record = category_or_404(pk)
    pairs = [
        (_("名称"), record.name), (_("上级分类"), record.parent.name if record.parent else _("（顶级分类）")),
        (_("级"), record.level), (_("顺序号"), record.position),
        (_("商城可见"), _("是") if record.is_on_storefront else _("否")), (_("备注"), record.remark),
    ]  # fmt: skip
    notice = Notice(title=_("这个分类已失效"), text=_("只能查看，不能再选，也不能恢复"), tone="neutral")
    page = DetailPage(
        title=record.name,
        status=VALIDITY[str(record.is_valid)],
        subtitle=_("商品分类"),
        actions=_actions(record, request.actor) if record.is_valid else [],
        notices=[] if record.is_valid else [notice],
        cards=[Card(title=_("内容"), pairs=pairs)],
        timeline=history("catalog.category", pk),
        breadcrumb=[(_("商品分类"), _list_url(request))],
    )
    return render_page(request, "ui/detail.html", {"page": page})


def _actions(record: Category, actor: Actor) -> list[Action]:
    items = f"{reverse('catalog:items')}?category={record.pk}"
    actions = [Action(label=_("查看商品"), url=items, icon="list-details")]
    if actor.can(CATEGORY_EDIT):
        edit = reverse("catalog:category_edit", args=[record.pk])
        actions.append(Action(label=_("修改"), url=edit, icon="pencil", key="E"))
    if actor.can(CATEGORY_INVALIDATE):
        invalidate = reverse("catalog:category_invalidate", args=[record.pk])
        actions.append(Action(label=_("失效"), url=invalidate, method="dialog", tone="danger"))
    return actions


@allowed_to(CATEGORY_EDIT)
def category_new(request: ActorRequest) -> HttpResponse:
    """A new category; ?parent=<key> presets the parent."""
    form = CategoryForm(posted(request), initial={"parent_id": request.GET.get("parent", "")})

    def save() -> str:
        made = create_category.keyed(form.token)(
            **{**form.values, "parent_id": form.parent}, actor=request.actor, at=now()
        )
        done(request, _("分类「%(name)s」已新建") % {"name": made.name})
        return _list_url(request)

    context = {"breadcrumb": [(_("商品分类"), _list_url(request))]}
    return form_page(request, form, save, title=_("新建分类"), back_url=_list_url(request), context=context)


@allowed_to(CATEGORY_EDIT)
def category_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Rename, describe or move a category."""
    record = category_or_404(pk)
    if not record.is_valid:
        raise InvalidRecord(label=record.name)
    names = ("name", "parent_id", "is_on_storefront", "remark", "version")
    form = CategoryForm(posted(request), category=record, initial={name: getattr(record, name) for name in names})

    def save() -> str:
        edit_category.keyed(form.token)(
            category_id=pk, version=form.seen_version, **{**form.values, "parent_id": form.parent},
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("分类「%(name)s」已保存") % {"name": form.values["name"]})
        return category_url(record)

    context = {"breadcrumb": [(_("商品分类"), _list_url(request)), (record.name, category_url(record))]}
    return form_page(request, form, save, title=_("修改分类"), back_url=category_url(record), context=context)


@allowed_to(CATEGORY_INVALIDATE)
def category_invalidate(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then withdraw a category."""
    record = category_or_404(pk)

    def impact() -> Impact:
        invalidate_categories.dry_run(category_ids=[pk], actor=request.actor, at=now())
        return Impact(
            title=_("失效分类「%(name)s」？") % {"name": record.name},
            effects=[Effect("not_offered", _("新建商品时不能再选；失效商品仍然显示这个分类"), "warn")],
            hint=_("失效后不能恢复，但可以新建同名的分类"),
            do_label=_("失效分类"),
            keep_label=_("保留分类"),
            reason="optional",
        )

    def act(reason: str, key: str) -> str:
        invalidate_categories.keyed(key)(category_ids=[pk], reason=reason, actor=request.actor, at=now())
        done(request, _("分类「%(name)s」已失效") % {"name": record.name})
        return _list_url(request)

    return confirm(request, impact=impact, act=act, back_url=category_url(record))


@allowed_to(UNIT_EDIT)
def units(request: ActorRequest) -> HttpResponse:
    """How many decimals quantities of each unit may have."""
    known = unit_decimals()
    form = UnitForm(posted(request), units=known)

    def save() -> str:
        for unit in known:
            chosen = int(form.values[f"unit{unit.id}"])
            if chosen != unit.decimals:
                run: Any = set_unit_decimals.keyed(f"{form.token}:{unit.id}")
                run(unit_id=unit.id, decimals=chosen, actor=request.actor, at=now())
        done(request, _("单位的小数位已保存"))
        return reverse("catalog:units")

    context = {"breadcrumb": [(_("商品资料"), reverse("catalog:items"))]}
    return form_page(request, form, save, title=_("单位小数位"), back_url=reverse("catalog:items"), context=context)
