"""Pages of the category tree and of the rules of levels (CUS-011)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.versions import fingerprint
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import clauses, with_count
from danshu.parties.permissions import VIEW_CUSTOMERS
from danshu.parties.queries import customers_by
from danshu.segments.category_tree import tree
from danshu.segments.class_queries import category, category_counts, level, levels
from danshu.segments.classing import level_content
from danshu.segments.conditions import conditions_text
from danshu.segments.models import LevelRule
from danshu.segments.operations.define_customer_category import define_customer_category
from danshu.segments.operations.delete_customer_category import delete_customer_category
from danshu.segments.operations.edit_customer_category import edit_customer_category
from danshu.segments.operations.set_level_rule import set_level_rule
from danshu.segments.permissions import CONFIGURE_CLASSES
from danshu.segments.web.class_forms import INDENT, CategoryForm, LevelForm
from danshu.segments.web.forms import conditions_initial
from danshu.ui.detail import Action, Fact
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import render_page


def _tree_path() -> list[tuple[Any, str]]:
    return [(_("客户分类"), reverse("segments:categories"))]


def _level_path() -> list[tuple[Any, str]]:
    return [(_("客户级别"), reverse("segments:levels"))]


def _may(actor: Actor) -> bool:
    return actor.can(CONFIGURE_CLASSES)


@allowed_to(VIEW_CUSTOMERS)
def categories(request: ActorRequest) -> HttpResponse:
    """The tree with the customers of each branch."""
    counts, listed, may_edit = category_counts(request.actor), reverse("parties:customer_list"), _may(request.actor)
    rows = [
        {
            "node": node, "indent": INDENT * (node.level - 1), "count": counts.get(node.id, 0),
            "url": f"{listed}?category={node.id}", "rule": conditions_text(node.conditions, is_all=node.is_all),
            "edit_url": reverse("segments:category_edit", args=[node.id]) if may_edit else "",
        }
        for node in tree()
    ]  # fmt: skip
    acts = []
    if may_edit:
        new = reverse("segments:category_new")
        acts.append(Action(label=_("新增分类"), url=new, icon="plus", tone="primary", key="N"))
    return render_page(request, "segments/categories.html", {"rows": rows, "acts": acts})


@allowed_to(CONFIGURE_CLASSES)
def category_new(request: ActorRequest) -> HttpResponse:
    """A new category; ?parent=<key> presets the parent."""
    form = CategoryForm(posted(request), nodes=tree(), initial={"parent": request.GET.get("parent", "")})

    def save() -> str:
        define_customer_category.keyed(form.token)(values=form.entered, actor=request.actor, at=now())
        done(request, _("客户分类「%(name)s」已新增") % {"name": form.cleaned_data["name"]})
        return reverse("segments:categories")

    back = reverse("segments:categories")
    return form_page(request, form, save, title=_("新增分类"), back_url=back, context={"breadcrumb": _tree_path()})


@allowed_to(CONFIGURE_CLASSES)
def category_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a category."""
    node = category(pk)
    initial = {
        "name": node.value.name, "name_en": node.value.name_en, "parent": str(node.parent_id or ""),
        "description": node.value.remark, "is_all": "1" if node.is_all else "", "version": node.value.version,
        **conditions_initial(node.conditions),
    }  # fmt: skip
    form = CategoryForm(posted(request), nodes=tree(), own=pk, initial=initial)

    def save() -> str:
        edit_customer_category.keyed(form.token)(
            customer_category_id=pk, values=form.entered, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("客户分类「%(name)s」已保存") % {"name": form.cleaned_data["name"]})
        return reverse("segments:categories")

    back = reverse("segments:categories")
    context = {"breadcrumb": _tree_path(), "delete_url": reverse("segments:category_delete", args=[pk])}
    return form_page(
        request, form, save, template="segments/category_form.html", title=_("修改分类"), back_url=back, context=context
    )


@allowed_to(CONFIGURE_CLASSES)
def category_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: whether it can go; POST: delete."""
    node, back = category(pk), reverse("segments:categories")

    def impact() -> Impact:
        trial = delete_customer_category.dry_run(customer_category_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除客户分类「%(name)s」？") % {"name": node.value.label}, effects=trial.effects, reason="optional",
            do_label=_("删除分类"), keep_label=_("保留分类"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        delete_customer_category.keyed(key)(customer_category_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("客户分类「%(name)s」已删除") % {"name": node.value.label})
        return back

    return confirm(request, impact=impact, act=act, back_url=back)


@allowed_to(VIEW_CUSTOMERS)
def level_rules(request: ActorRequest) -> HttpResponse:
    """All levels with what they ask and bring."""
    counts, listed, may_edit = (
        customers_by(request.actor, "level_id"),
        reverse("parties:customer_list"),
        _may(request.actor),
    )
    rows = [
        {
            "name": each.value.label, "rank": each.rule.rank if each.rule else None, "asks": _asks(each.rule),
            "count": counts.get(each.value.pk, 0), "url": f"{listed}?level={each.value.pk}",
            "price_level": each.rule.price_level.label if each.rule and each.rule.price_level else "",
            "frequency": with_count("%(days)s 天", "days") % {"days": each.follow_up_days} if each.follow_up_days else "",
            "edit_url": reverse("segments:level_edit", args=[each.value.pk]) if may_edit else "",
        }
        for each in levels()
    ]  # fmt: skip
    return render_page(request, "segments/levels.html", {"rows": rows})


def _asks(rule: LevelRule | None) -> str:
    """What a level asks, in words."""
    if rule is None:
        return ""
    asked = (
        (_("12 个月到账不少于"), None if rule.min_paid is None else f"{rule.min_paid:,.2f}"),
        (_("12 个月订单不少于"), rule.min_orders), (_("价值评分不低于"), rule.min_score),
    )  # fmt: skip
    return clauses(f"{label} {figure}" for label, figure in asked if figure is not None)


@allowed_to(CONFIGURE_CLASSES)
def level_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Lay down the rule of a level."""
    found = level(pk)
    seen = fingerprint(level_content(found.rule, found.follow_up_days))
    initial: dict[str, Any] = {"follow_up_days": found.follow_up_days, "version": seen}
    if found.rule is not None:
        names = ("rank", "min_paid", "min_orders", "min_score")
        initial |= {name: getattr(found.rule, name) for name in names}
        initial["price_level"] = str(found.rule.price_level_id or "")
    form, back = LevelForm(posted(request), initial=initial), reverse("segments:levels")

    def save() -> str:
        set_level_rule.keyed(form.token)(
            level_id=pk, values=form.entered, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("客户级别「%(name)s」的规则已保存") % {"name": found.value.label})
        return back

    context = {
        "breadcrumb": [(pgettext("列表", "客户"), reverse("parties:customer_list")), *_level_path()],
        "subject": [Fact(label=_("客户级别"), value=found.value.label)],
    }  # fmt: skip
    return form_page(request, form, save, title=_("级别规则"), back_url=back, context=context)
