"""The rules by which orders find their handlers (ORD-028)."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.catalog.queries import category_choices
from danshu.identity.queries import unit_choices
from danshu.identity.web.fields import Ticks
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.trail import history
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import counter_word, listed
from danshu.parties.queries import customer_label, find_customers
from danshu.sales.assigning import processors
from danshu.sales.lifecycle import Channel, OrderType
from danshu.sales.models import AssignmentRule
from danshu.sales.operations.delete_assignment_rule import delete_assignment_rule
from danshu.sales.operations.save_assignment_rule import RuleEntry, save_assignment_rule
from danshu.sales.permissions import CONFIGURE_ASSIGNMENT
from danshu.sales.rule_queries import assignment_rule, assignment_rules, conditions_of
from danshu.ui.detail import Action
from danshu.ui.fields import ChoiceField, IntegerField, NameField, TextField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import Column, ListSpec, list_view, literal
from danshu.ui.messages import done
from danshu.ui.picker_fields import PickerField
from danshu.ui.statuses import Status, Statuses

IN_FORCE = Statuses(
    {"True": Status(gettext_lazy("有效"), "ok", "full"), "False": Status(gettext_lazy("失效"), "neutral", "x")}
)
SEPARATORS = re.compile("[、，,]")
NUMBERS, WORDS = ("members", "units", "categories"), ("types", "channels")


def rule_url(rule: AssignmentRule) -> str:
    """The form of a rule."""
    return reverse("sales:assignment_rule", args=[rule.pk])


def _acts(actor: Actor) -> list[Action]:
    new = reverse("sales:assignment_rule_new")
    return [Action(label=_("新建分派规则"), url=new, icon="plus", tone="primary", key="N")]


RULES = ListSpec(
    name="sales.assignment_rules",
    title=gettext_lazy("分派规则"),
    noun=counter_word("rules", "条"),
    section=gettext_lazy("销售"),
    rows=assignment_rules,
    permission=CONFIGURE_ASSIGNMENT,
    url_name="sales:assignment_rules",
    label_of=lambda rule: rule.name,
    sort="rank",
    search=literal("name"),
    search_hint=gettext_lazy("名称"),
    columns=[
        Column(key="rank", label=gettext_lazy("顺序"), kind="number", sort="rank", card="number"),
        Column(key="name", label=gettext_lazy("名称"), kind="link", url=rule_url, card="title"),
        Column(key="conditions", label=gettext_lazy("条件"), value=conditions_of),
        Column(key="choose", label=gettext_lazy("分派方式"), value=lambda rule: rule.get_choose_display()),
        Column(key="members", label=gettext_lazy("处理人"), value=lambda rule: listed(rule.member_names),
               card="left"),
        Column(key="is_valid", label=gettext_lazy("状态"), kind="status", statuses=IN_FORCE, main=True, card="status"),
    ],
    acts=_acts,
    row_class=lambda rule: "" if rule.is_valid else "void",
    empty_title=gettext_lazy("还没有分派规则"),
    empty_text=gettext_lazy("没有规则时，审核通过的订单出现在订单列表的“待分派”里，由人工分派"),
)  # fmt: skip

rule_list = list_view(RULES)


class RuleForm(Form):
    """Conditions, and who takes turns."""

    sections = [
        Section(gettext_lazy("规则"), ["name:2", "rank", "choose", "members:4", "in_force:4"]),
        Section(gettext_lazy("条件（都不填就是所有订单）"),
                ["units:4", "types:4", "channels:4", "categories:4", "customer_id:2", "provinces:2"]),
    ]  # fmt: skip
    name = NameField(label=gettext_lazy("名称"))
    rank = IntegerField(label=gettext_lazy("顺序"), min_value=0, max_value=9999,
                        help_text=gettext_lazy("数字小的先看；第一条适用的规则决定"))  # fmt: skip
    choose = ChoiceField(label=gettext_lazy("分派方式"), choices=AssignmentRule.Choose.choices)
    members = forms.MultipleChoiceField(label=gettext_lazy("处理人"), widget=Ticks)
    in_force = forms.BooleanField(label=gettext_lazy("有效"), required=False)
    units = forms.MultipleChoiceField(label=gettext_lazy("组织"), widget=Ticks, required=False,
                                      help_text=gettext_lazy("包括下级"))  # fmt: skip
    types = forms.MultipleChoiceField(
        label=gettext_lazy("类型"), widget=Ticks, required=False, choices=OrderType.choices
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("来源"), widget=Ticks, required=False, choices=Channel.choices
    )
    categories = forms.MultipleChoiceField(label=gettext_lazy("商品分类"), widget=Ticks, required=False,
                                           help_text=gettext_lazy("订单里有这类商品，包括下级分类"))  # fmt: skip
    customer_id = PickerField(label=gettext_lazy("客户"), required=False, url=lambda: reverse("parties:find"),
                              label_of=lambda key: "")  # fmt: skip
    provinces = TextField(label=gettext_lazy("客户所在省份"), required=False, max_length=500,
                          help_text=gettext_lazy("多个用顿号分隔"))  # fmt: skip

    def __init__(self, *given: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*given, **options)
        offered = {
            "members": [(str(person.id), person.name) for person in processors()],
            "units": [(key, name.strip()) for key, name in unit_choices()],
            "categories": [(str(pk), name.strip()) for pk, name in category_choices()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        widget: Any = self.fields["customer_id"].widget
        widget.label_of = lambda key: customer_label(actor, key)
        widget.search = lambda text: [(found.pk, found.name) for found in find_customers(text, actor=actor)]

    def entry(self) -> RuleEntry:
        """What was entered, as the operation takes it."""
        given = dict(self.values)
        for name in NUMBERS:
            given[name] = [int(key) for key in given[name]]
        given["is_valid"] = given.pop("in_force")
        given["provinces"] = SEPARATORS.split(given["provinces"])
        return RuleEntry(**given)


def _initial(rule: AssignmentRule) -> dict[str, Any]:
    plain = {name: getattr(rule, name) for name in ("name", "rank", "choose", "customer_id", "version", *WORDS)}
    return plain | {name: [str(key) for key in getattr(rule, name)] for name in NUMBERS} | {
        "provinces": listed(rule.provinces), "in_force": rule.is_valid,
    }  # fmt: skip


def _crumbs() -> list[tuple[str, str]]:
    return [(str(RULES.title), reverse("sales:assignment_rules"))]


@allowed_to(CONFIGURE_ASSIGNMENT)
def rule_new(request: ActorRequest) -> HttpResponse:
    """GET: an empty rule; POST: add it."""
    initial = {"rank": 100, "in_force": True, "choose": AssignmentRule.Choose.TURN}
    return _form(request, RuleForm(posted(request), initial=initial, actor=request.actor), _("新建分派规则"), None)


@allowed_to(CONFIGURE_ASSIGNMENT)
def rule_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: a rule in a form; POST: change it."""
    rule = assignment_rule(request.actor, pk)
    form = RuleForm(posted(request), initial=_initial(rule), actor=request.actor)
    return _form(request, form, rule.name, rule)


def _form(request: ActorRequest, form: RuleForm, title: str, rule: AssignmentRule | None) -> HttpResponse:
    def save() -> str:
        saved = save_assignment_rule.keyed(form.token)(
            entry=form.entry(), rule_id=rule.pk if rule else None, version=form.seen_version, actor=request.actor,
            at=now(),
        )  # fmt: skip
        done(request, _("「%(name)s」已保存") % {"name": saved.name})
        return reverse("sales:assignment_rules")

    context: dict[str, Any] = {"breadcrumb": _crumbs()}
    if rule is not None:
        context |= {"rule": rule, "timeline": history("sales.assignment_rule", rule.pk)}
    return form_page(request, form, save, template="sales/assignment_rule.html", title=title,
                     back_url=reverse("sales:assignment_rules"), context=context)  # fmt: skip


@allowed_to(CONFIGURE_ASSIGNMENT)
def rule_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what deleting the rule means; POST: delete it."""
    rule = assignment_rule(request.actor, pk)

    def impact() -> Impact:
        return Impact(
            title=_("删除分派规则「%(name)s」？") % {"name": rule.name}, intro=_("已经分派的订单不变"),
            effects=delete_assignment_rule.dry_run(rule_id=pk, actor=request.actor, at=now()).effects,
            do_label=_("删除规则"), keep_label=_("保留规则"), hint=_("删除后不能恢复"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        delete_assignment_rule.keyed(key)(rule_id=pk, version=rule.version, actor=request.actor, at=now())
        done(request, _("「%(name)s」已删除") % {"name": rule.name})
        return reverse("sales:assignment_rules")

    return confirm(request, impact=impact, act=act, back_url=rule_url(rule))
