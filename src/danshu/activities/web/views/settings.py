"""Pages of plan settings (CUS-029)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from danshu.activities.errors import SettingSwitchedOn
from danshu.activities.models import PlanSetting
from danshu.activities.operations.invalidate_setting import invalidate_setting
from danshu.activities.operations.save_setting import save_setting
from danshu.activities.operations.switch_setting import switch_setting
from danshu.activities.permissions import CONFIGURE_PLANS
from danshu.activities.setting_rules import FOR_WHOM
from danshu.activities.web.forms import SettingForm
from danshu.audit.queries import history
from danshu.dictionaries.queries import labels_of, shown
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import counter_word, listed
from danshu.ui.detail import Action, Card, DetailPage
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import ChoiceFilter, Column, ListSpec, literal
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page
from danshu.ui.statuses import Status

ON = Status(gettext_lazy("已启用"), "ok", "full")
OFF = Status(gettext_lazy("已停用"), "neutral", "")
INVALID = Status(gettext_lazy("已失效"), "neutral", "x")
FIELDS = ("title", "trigger", "first_after_days", "repeat_every_days", "repeats", "remind_minutes", "categories",
          "levels", "statuses", "version")  # fmt: skip
KEYS = ("plan_type", "type", "responsible")


def setting_status(setting: PlanSetting) -> Status:
    """On, off, or withdrawn."""
    return INVALID if not setting.is_valid else ON if setting.is_on else OFF


def _url(setting: PlanSetting) -> str:
    return reverse("activities:setting", args=[setting.pk])


def _acts(actor: Actor) -> list[Action]:
    url = reverse("activities:setting_new")
    return [Action(label=_("新建计划设置"), url=url, tone="primary", icon="plus", key="N")]


SETTINGS = ListSpec(
    name="activities.plan_settings",
    title=gettext_lazy("计划设置"),
    noun=counter_word("settings", "条"),
    section=pgettext_lazy("列表", "客户"),
    url_name="activities:setting_list",
    permission=CONFIGURE_PLANS,
    rows=lambda actor: PlanSetting.objects.select_related("plan_type", "type"),
    label_of=str,
    search=literal("title"),
    search_hint=pgettext_lazy("交流计划", "标题"),
    columns=[
        Column(key="title", label=pgettext_lazy("交流计划", "标题"), kind="link", url=_url, sort="title", card="title"),
        Column(key="is_on", label=gettext_lazy("状态"), kind="status", value=setting_status, main=True, card="status"),
        Column(key="plan_type", label=gettext_lazy("计划类型"), value=lambda s: shown(s.plan_type), card="left"),
        Column(key="trigger", label=gettext_lazy("触发事件"), value=lambda s: s.get_trigger_display(), card="middle"),
        Column(key="first_after_days", label=gettext_lazy("首次在事件后（天）"), kind="number"),
        Column(key="repeat_every_days", label=gettext_lazy("重复间隔（天）"), kind="number"),
        Column(key="repeats", label=gettext_lazy("次数"), kind="number"),
        Column(key="updated_at", label=gettext_lazy("修改时间"), kind="datetime", sort="updated_at", card="date"),
    ],
    filters=[
        ChoiceFilter(
            key="valid", label=gettext_lazy("失效否"), default="valid", common=True,
            choices=[("valid", gettext_lazy("有效")), ("invalid", pgettext_lazy("状态", "失效"))],
            apply=lambda rows, value: rows.filter(is_valid=value == "valid"),
        ),
    ],
    acts=_acts,
    row_class=lambda setting: "" if setting.is_valid else "void",
    empty_title=gettext_lazy("还没有计划设置"),
    empty_text=gettext_lazy("例如：客户建档后 1 天首次联系，之后每 14 天一次，共 3 次"),
)  # fmt: skip


def _setting(pk: int) -> PlanSetting:
    found = PlanSetting.objects.select_related("plan_type", "type", "responsible").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@allowed_to(CONFIGURE_PLANS)
def new(request: ActorRequest) -> HttpResponse:
    """A new rule; it is off at first."""
    form = SettingForm(posted(request), actor=request.actor)

    def save() -> str:
        made = save_setting.keyed(form.token)(entry=form.entry, actor=request.actor, at=now())
        done(request, _("计划设置「%(title)s」已建立，启用后开始生成计划") % {"title": made.title})
        return _url(made)

    back_url = reverse("activities:setting_list")
    context = {"breadcrumb": [(SETTINGS.title, back_url)]}
    return form_page(request, form, save, title=_("新建计划设置"), back_url=back_url, context=context)


@allowed_to(CONFIGURE_PLANS)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a rule that is off."""
    found = _setting(pk)
    if found.is_on:
        raise SettingSwitchedOn(label=found.title)
    start = {name: getattr(found, name) for name in FIELDS} | {name: getattr(found, f"{name}_id") for name in KEYS}
    form = SettingForm(posted(request), actor=request.actor, record=found, initial=start)

    def save() -> str:
        save_setting.keyed(form.token)(
            setting_id=pk, entry=form.entry, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("计划设置已保存"))
        return _url(found)

    context = {"breadcrumb": [(SETTINGS.title, reverse("activities:setting_list")), (found.title, _url(found))]}
    return form_page(request, form, save, title=_("修改计划设置"), back_url=_url(found), context=context)


@allowed_to(CONFIGURE_PLANS)
def setting(request: ActorRequest, pk: int) -> HttpResponse:
    """One rule with its history."""
    found = _setting(pk)
    page = DetailPage(
        title=found.title, status=setting_status(found), subtitle=found.get_trigger_display(),
        actions=_actions(found), cards=[Card(title=_("内容"), pairs=_pairs(found))],
        timeline=history("activities.plan_setting", pk),
        breadcrumb=[(SETTINGS.title, reverse("activities:setting_list"))],
    )  # fmt: skip
    return render_page(request, "ui/detail.html", {"page": page})


def _pairs(found: PlanSetting) -> list[tuple[str, object]]:
    names = labels_of([key for name in FOR_WHOM for key in getattr(found, name)])
    for_whom = {name: listed(names.get(key, "") for key in getattr(found, name)) or _("全部客户") for name in FOR_WHOM}
    return [
        (_("计划类型"), shown(found.plan_type)), (_("交流类型"), shown(found.type) if found.type else ""),
        (_("首次在事件后（天）"), found.first_after_days), (_("重复间隔（天）"), found.repeat_every_days or ""),
        (_("次数"), found.repeats), (_("提前提醒（分钟）"), found.remind_minutes),
        (_("客户分类"), for_whom["categories"]), (_("客户级别"), for_whom["levels"]), (_("客户状态"), for_whom["statuses"]),
        (_("负责人"), found.responsible.full_name if found.responsible else _("客户的负责人")),
    ]  # fmt: skip


def _actions(found: PlanSetting) -> list[Action]:
    if not found.is_valid:
        return []
    switch = reverse("activities:setting_switch", args=[found.pk])
    invalidate = reverse("activities:setting_invalidate", args=[found.pk])
    edit_url = reverse("activities:setting_edit", args=[found.pk])
    acts = [Action(label=_("失效"), url=invalidate, method="dialog", icon="ban", tone="danger")]
    if found.is_on:
        return [Action(label=_("停用"), url=switch, method="post", fields={"on": "0"}), *acts]
    return [
        Action(label=_("修改"), url=edit_url, icon="pencil", key="E"),
        Action(label=_("启用"), url=switch, method="post", fields={"on": "1"}, tone="primary"), *acts,
    ]  # fmt: skip


@require_POST
@allowed_to(CONFIGURE_PLANS)
def switch(request: ActorRequest, pk: int) -> HttpResponse:
    """On or off."""
    is_on = request.POST.get("on") == "1"
    found = switch_setting(setting_id=pk, is_on=is_on, actor=request.actor, at=now())
    text = _("计划设置「%(title)s」已启用") if is_on else _("计划设置「%(title)s」已停用，已生成的计划保留")
    done(request, text % {"title": found.title})
    return go(request, _url(found))


@allowed_to(CONFIGURE_PLANS)
def invalidate(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then withdraw a rule."""
    found = _setting(pk)

    def impact() -> Impact:
        trial = invalidate_setting.dry_run(setting_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("失效「%(name)s」？") % {"name": found.title}, effects=trial.effects, do_label=_("失效"),
            keep_label=_("保留"), reason="optional",
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        invalidate_setting.keyed(key)(setting_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("「%(name)s」已失效") % {"name": found.title})
        return _url(found)

    return confirm(request, impact=impact, act=act, back_url=_url(found))
