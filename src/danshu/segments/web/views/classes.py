"""Pages of the category tree and of the rules of levels (CUS-011)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.dictionaries.queries import choices
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties.dictionaries import PRICE_LEVEL
from danshu.parties.operations.set_level_frequency import MOST_DAYS
from danshu.parties.permissions import VIEW_CUSTOMERS
from danshu.segments.category_tree import MOST_LEVELS, Node, branch_of, tree
from danshu.segments.class_queries import category, category_counts, level, levels
from danshu.segments.conditions import conditions_text
from danshu.segments.operations.define_customer_category import define_customer_category
from danshu.segments.operations.delete_customer_category import delete_customer_category
from danshu.segments.operations.edit_customer_category import edit_customer_category
from danshu.segments.operations.set_level_rule import set_level_rule
from danshu.segments.permissions import CONFIGURE_CLASSES
from danshu.segments.web.forms import ConditionsForm, conditions_initial
from danshu.ui.detail import Action, Fact
from danshu.ui.fields import ChoiceField, IntegerField, MoneyField, NameField, RemarkField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import render_page

INDENT = "\u3000"


class CategoryForm(ConditionsForm):
    """A category: its words, its place, its rule."""

    name = NameField(label=gettext_lazy("分类名称"))
    name_en = NameField(label=gettext_lazy("英文名称"), required=False)
    parent = ChoiceField(label=gettext_lazy("上级分类"), required=False)
    is_all = ChoiceField(
        label=gettext_lazy("条件之间"), required=False, initial="1",
        choices=[("1", gettext_lazy("全部满足")), ("", gettext_lazy("满足任一"))],
    )  # fmt: skip
    description = RemarkField(label=gettext_lazy("说明"))

    def __init__(self, data: Any = None, *, nodes: list[Node], own: int | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        closed = branch_of(nodes, [own]) if own else set()
        known = [
            (str(n.id), f"{INDENT * (n.level - 1)}{n.value.label}")
            for n in nodes if n.id not in closed and n.level < MOST_LEVELS
        ]  # fmt: skip
        self.fields["parent"].choices = [("", _("（顶级分类）")), *known]  # type: ignore[attr-defined]

    @property
    def sections(self) -> list[Section]:  # type: ignore[override]
        """Words and place, then the rule."""
        rule = self.condition_section
        note = _("选填：符合条件的客户每夜得到这一分类的建议；下级分类优先")
        return [
            Section(_("客户分类"), ["name", "name_en", "parent", "is_all", "description:4"]),
            Section(_("规则"), rule.fields, note),
        ]

    @property
    def entered(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        parent = int(given["parent"]) if given["parent"] else None
        words = {name: given[name] for name in ("name", "name_en", "description")}
        return {**words, "parent_id": parent, "is_all": given["is_all"] == "1", "conditions": self.conditions}


class LevelForm(Form):
    """What a level asks and brings."""

    rank = IntegerField(
        label=gettext_lazy("级别顺位"), min_value=1, max_value=999, help_text=gettext_lazy("1 最高，每个级别不同")
    )
    price_level = ChoiceField(
        label=gettext_lazy("价格级别"), required=False, help_text=gettext_lazy("客户得到级别时随之采用")
    )
    follow_up_days = IntegerField(
        label=gettext_lazy("跟踪频率"), suffix=gettext_lazy("天"), min_value=1, max_value=MOST_DAYS, required=False
    )
    min_paid = MoneyField(label=gettext_lazy("12 个月到账不少于"), required=False, min_value=0)
    min_orders = IntegerField(label=gettext_lazy("12 个月订单不少于"), required=False, min_value=0)
    min_score = IntegerField(label=gettext_lazy("价值评分不低于"), required=False, min_value=0, max_value=100)
    sections = (
        Section(gettext_lazy("客户级别"), ["rank", "price_level", "follow_up_days"]),
        Section(
            gettext_lazy("达到条件"), ["min_paid", "min_orders", "min_score"],
            gettext_lazy("填写的都要达到；都不填则不按规则提出"),
        ),
    )  # fmt: skip

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        known = [(str(pk), label) for pk, label in choices(PRICE_LEVEL)]
        self.fields["price_level"].choices = [("", "—"), *known]  # type: ignore[attr-defined]

    @property
    def entered(self) -> dict[str, Any]:
        """What the operation takes."""
        given = dict(self.values)
        price_level = given.pop("price_level")
        return {**given, "price_level_id": int(price_level) if price_level else None}


def _tree_path() -> list[tuple[Any, str]]:
    return [(_("客户分类"), reverse("segments:categories"))]


def _level_path() -> list[tuple[Any, str]]:
    return [(_("客户级别"), reverse("segments:levels"))]


def _may(actor: Actor) -> bool:
    return actor.can(CONFIGURE_CLASSES)


@allowed_to(VIEW_CUSTOMERS)
def categories(request: ActorRequest) -> HttpResponse:
    """The tree with the customers of each branch."""
    counts, listed = category_counts(request.actor), reverse("parties:customer_list")
    rows = [
        {
            "node": node, "indent": INDENT * (node.level - 1), "count": counts.get(node.id, 0),
            "url": f"{listed}?category={node.id}", "rule": conditions_text(node.conditions, is_all=node.is_all),
        }
        for node in tree()
    ]  # fmt: skip
    acts = []
    if _may(request.actor):
        new = reverse("segments:category_new")
        acts.append(Action(label=_("新增分类"), url=new, icon="plus", tone="primary", key="N"))
    context = {"rows": rows, "acts": acts, "may_edit": _may(request.actor)}
    return render_page(request, "segments/categories.html", context)


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
    return form_page(request, form, save, title=_("修改分类"), back_url=back, context={"breadcrumb": _tree_path()})


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
    listed = reverse("parties:customer_list")
    rows = [(each, f"{listed}?level={each.value.pk}") for each in levels()]
    return render_page(request, "segments/levels.html", {"rows": rows, "may_edit": _may(request.actor)})


@allowed_to(CONFIGURE_CLASSES)
def level_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Lay down the rule of a level."""
    found = level(pk)
    initial: dict[str, Any] = {"follow_up_days": found.follow_up_days}
    if found.rule is not None:
        names = ("rank", "min_paid", "min_orders", "min_score")
        initial |= {name: getattr(found.rule, name) for name in names}
        initial["price_level"] = str(found.rule.price_level_id or "")
    form, back = LevelForm(posted(request), initial=initial), reverse("segments:levels")

    def save() -> str:
        set_level_rule.keyed(form.token)(level_id=pk, values=form.entered, actor=request.actor, at=now())
        done(request, _("客户级别「%(name)s」的规则已保存") % {"name": found.value.label})
        return back

    context = {
        "breadcrumb": [(pgettext("列表", "客户"), reverse("parties:customer_list")), *_level_path()],
        "subject": [Fact(label=_("客户级别"), value=found.value.label)],
    }  # fmt: skip
    return form_page(request, form, save, title=_("级别规则"), back_url=back, context=context)
