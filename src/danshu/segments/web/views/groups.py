"""Pages of contact groups (CUS-021)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.audit.queries import history
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import told, with_count
from danshu.parties.queries import contacts
from danshu.segments.group_queries import group_choices, group_of, grouped
from danshu.segments.grouping import may_maintain
from danshu.segments.operations.create_contact_group import create_contact_group
from danshu.segments.operations.delete_contact_group import delete_contact_group
from danshu.segments.operations.edit_contact_group import edit_contact_group
from danshu.segments.operations.group_contacts import group_contacts
from danshu.segments.operations.ungroup_contacts import ungroup_contacts
from danshu.segments.permissions import GROUP_CONTACTS
from danshu.segments.web.choosing import LISTED, ticked
from danshu.segments.web.group_list import GROUPS, SIGHT, contacts_url, group_url
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link
from danshu.ui.fields import ChoiceField, NameField, RemarkField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import neighbours
from danshu.ui.messages import done
from danshu.ui.responses import render_page

NEWEST = 8


class GroupForm(Form):
    """A group."""

    name = NameField(label=gettext_lazy("分组名称"))
    is_public = ChoiceField(
        label=gettext_lazy("可见"), required=False,
        choices=[("", gettext_lazy("私有：只有自己使用")), ("1", gettext_lazy("公开：同事也能使用"))],
    )  # fmt: skip
    remark = RemarkField(label=gettext_lazy("备注"))
    sections = (Section(gettext_lazy("联系人分组"), ["name:2", "is_public:2", "remark:4"]),)

    @property
    def entered(self) -> dict[str, Any]:
        """What the operation takes."""
        return {**self.values, "is_public": self.values["is_public"] == "1"}


class ChooseForm(Form):
    """Which group."""

    group = ChoiceField(label=gettext_lazy("联系人分组"))

    def __init__(self, data: Any = None, *, known: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["group"].choices = [("", _("请选择")), *((str(pk), name) for pk, name in known)]  # type: ignore[attr-defined]


def _path() -> list[tuple[Any, str]]:
    return [(GROUPS.title, reverse("segments:groups"))]


@allowed_to(GROUP_CONTACTS)
def group(request: ActorRequest, pk: int) -> HttpResponse:
    """One group with its newest contacts."""
    row = group_of(request.actor, pk)
    found = contacts(request.actor).filter(pk__in=grouped([pk])).order_by("-pk")[:NEWEST]
    links = [
        Link(label=c.name, url=reverse("parties:contact", args=[c.pk]), note=c.customer.name, icon="user")
        for c in found
    ]  # fmt: skip
    actions = [Action(label=_("查看联系人"), url=contacts_url(pk), icon="address-book")]
    if may_maintain(row, request.actor):
        actions += [
            Action(label=_("修改"), url=reverse("segments:group_edit", args=[pk]), icon="pencil", key="E"),
            Action(label=_("删除分组"), url=reverse("segments:group_delete", args=[pk]), method="dialog", tone="danger",
                   icon="trash", menu=True),
        ]  # fmt: skip
    page = DetailPage(
        title=row.name, status=SIGHT[str(row.is_public)], subtitle=row.remark or _("联系人分组"), actions=actions,
        facts=[Fact(label=_("联系人数"), value=f"{row.contact_count:,}"),
               Fact(label=pgettext("联系人分组", "所有者"), value=row.owner_name or "—")],
        cards=[Card(title=_("最近加入的联系人"), links=links, more_url=contacts_url(pk) if links else "",
                    more_label=_("查看联系人") if links else "", empty=_("在联系人列表勾选后加入"))],
        timeline=history("segments.group", pk), breadcrumb=_path(),
        neighbours=neighbours(request, GROUPS, request.actor, row, group_url),
    )  # fmt: skip
    return render_page(request, "ui/detail.html", {"page": page})


@allowed_to(GROUP_CONTACTS)
def new(request: ActorRequest) -> HttpResponse:
    """A new group."""
    form = GroupForm(posted(request))

    def save() -> str:
        row = create_contact_group.keyed(form.token)(values=form.entered, actor=request.actor, at=now())
        done(request, _("联系人分组「%(name)s」已建立") % {"name": row.name})
        return group_url(row)

    back = reverse("segments:groups")
    return form_page(request, form, save, title=_("新建分组"), back_url=back, context={"breadcrumb": _path()})


@allowed_to(GROUP_CONTACTS)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a group."""
    row = group_of(request.actor, pk)
    initial = {
        "name": row.name,
        "is_public": "1" if row.is_public else "",
        "remark": row.remark,
        "version": row.version,
    }
    form = GroupForm(posted(request), initial=initial)

    def save() -> str:
        edit_contact_group.keyed(form.token)(
            contact_group_id=pk, values=form.entered, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("联系人分组「%(name)s」已保存") % {"name": form.values["name"]})
        return group_url(row)

    context = {"breadcrumb": [*_path(), (row.name, group_url(row))]}
    return form_page(request, form, save, title=_("修改分组"), back_url=group_url(row), context=context)


@allowed_to(GROUP_CONTACTS)
def delete(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what goes with it; POST: delete."""
    row = group_of(request.actor, pk)

    def impact() -> Impact:
        trial = delete_contact_group.dry_run(contact_group_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除联系人分组「%(name)s」？") % {"name": row.name}, effects=trial.effects, reason="",
            do_label=_("删除分组"), keep_label=_("保留分组"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        delete_contact_group.keyed(key)(contact_group_id=pk, version=row.version, actor=request.actor, at=now())
        done(request, _("联系人分组「%(name)s」已删除") % {"name": row.name})
        return reverse("segments:groups")

    return confirm(request, impact=impact, act=act, back_url=group_url(row))


@allowed_to(GROUP_CONTACTS)
def join(request: ActorRequest) -> HttpResponse:
    """Put the contacts in ?ids= into a group."""
    return _move(request, is_joining=True)


@allowed_to(GROUP_CONTACTS)
def leave(request: ActorRequest) -> HttpResponse:
    """Take the contacts in ?ids= out of a group."""
    return _move(request, is_joining=False)


def _move(request: ActorRequest, *, is_joining: bool) -> HttpResponse:
    chosen = list(contacts(request.actor).filter(pk__in=ticked(request)).order_by("pk"))
    if not chosen:
        raise NotFound
    keys, back = [contact.pk for contact in chosen], reverse("parties:contact_list")
    form = ChooseForm(posted(request), known=group_choices(request.actor))

    def save() -> str:
        run, text = group_contacts, with_count("已加入 %(count)s 位联系人")
        if not is_joining:
            run, text = ungroup_contacts, with_count("已移出 %(count)s 位联系人")
        pk = int(form.values["group"])
        moved = run.keyed(form.token)(contact_group_id=pk, contact_ids=keys, actor=request.actor, at=now())
        done(request, told(text, {"count": moved}))
        return contacts_url(pk)

    title = _("加入分组") if is_joining else _("移出分组")
    context = {
        "breadcrumb": [(pgettext("列表", "联系人"), back)], "save_label": title,
        "subject": [Fact(label=_("所选联系人"), value=str(len(chosen)))],
        "about": [(contact.name, contact.customer.name) for contact in chosen[:LISTED]],
    }  # fmt: skip
    return form_page(request, form, save, title=title, back_url=back, context=context)
