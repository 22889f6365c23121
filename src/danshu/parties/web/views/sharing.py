"""Opening customers to colleagues, and who sees a customer for which reason (CUS-015)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danshu.access.groups import team_choices
from danshu.identity.queries import find_people, full_name_of, unit_choices
from danshu.kit.clock import business_date, now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties import permissions as rights
from danshu.parties import queries
from danshu.parties.explaining import shares_of, sight_of, who_sees
from danshu.parties.models.share import ShareLevel
from danshu.parties.operations.share_customer import share_customer
from danshu.parties.operations.unshare_customer import unshare_customer
from danshu.parties.owners import owner_label
from danshu.parties.web.forms import PartyForm
from danshu.ui.fields import ChoiceField, DateField, PickerField
from danshu.ui.forms import form_page, posted
from danshu.ui.messages import done
from danshu.ui.picker import Option, options
from danshu.ui.responses import go, render_page


class ShareForm(PartyForm):
    """With whom, what they may do, and until when."""

    with_unit = ChoiceField(label=gettext_lazy("部门"), required=False, help_text=gettext_lazy("主部门是它的所有人"))
    with_team = ChoiceField(
        label=gettext_lazy("用户组或团队"), required=False, help_text=gettext_lazy("现在的成员；离开后马上看不到")
    )
    level = ChoiceField(label=gettext_lazy("可以"), choices=ShareLevel.choices)
    until = DateField(
        label=gettext_lazy("截止日期"),
        required=False,
        help_text=gettext_lazy("当天仍有效；不填则一直有效，随时可以撤回"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adopt({"with_user": colleague_field(label=_("同事"))})
        units: Any = self.fields["with_unit"]
        units.choices = [("", "—"), *unit_choices()]
        teams: Any = self.fields["with_team"]
        teams.choices = [("", "—"), *team_choices()]
        self.order_fields(["with_user", "with_unit", "with_team", "level", "until"])


class PersonForm(PartyForm):
    """Whose eyes to look with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adopt({"person": colleague_field(label=_("换一个人的视角"))})


def colleague_field(*, label: str) -> PickerField:
    """A picker for active people."""
    return PickerField(
        label=label, required=False, url=partial(reverse, "parties:colleagues"), label_of=owner_label,
        search=lambda text: [(p.pk, p.full_name) for p in find_people(text, assigned_on=now())[:20]],
    )  # fmt: skip


@allowed_to(rights.SHARE_CUSTOMERS)
def colleagues(request: ActorRequest) -> HttpResponse:
    """People with whom a customer can be shared."""
    return options(
        request, lambda text: find_people(text, assigned_on=now()),
        lambda person: Option(key=person.pk, text=person.full_name, note=person.unit.name if person.unit else ""),
        title=_("选择同事"),
    )  # fmt: skip


@allowed_to(rights.SHARE_CUSTOMERS)
def share(request: ActorRequest, pk: int) -> HttpResponse:
    """Open a customer to a colleague or a department."""
    record = queries.customer(request.actor, pk, permission=rights.SHARE_CUSTOMERS)
    form, url = ShareForm(posted(request)), reverse("parties:customer_access", args=[pk])

    def save() -> str:
        given = form.cleaned_data
        share_customer.keyed(form.token)(
            customer_id=pk, with_user_id=given["with_user"], with_unit_id=int(given["with_unit"] or 0) or None,
            with_team_id=int(given["with_team"] or 0) or None, level=given["level"], until=given["until"], actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("客户 %(label)s 已共享") % {"label": record})
        return url

    context = {"breadcrumb": _path(record, pk), "save_label": _("共享")}
    return form_page(request, form, save, title=_("共享客户"), back_url=url, context=context)


@require_POST
@allowed_to(rights.SHARE_CUSTOMERS)
def withdraw(request: ActorRequest, pk: int, share_id: int) -> HttpResponse:
    """Take a share back; undone by sharing again."""
    unshare_customer(customer_id=pk, share_id=share_id, actor=request.actor, at=now())
    done(request, _("共享已撤回"))
    return go(request, reverse("parties:customer_access", args=[pk]))


@allowed_to(rights.SHARE_CUSTOMERS)
def access(request: ActorRequest, pk: int) -> HttpResponse:
    """Who sees this customer and why; ?person= looks with somebody's eyes."""
    record = queries.customer(request.actor, pk, permission=rights.SHARE_CUSTOMERS)
    at, wanted = now(), request.GET.get("person", "")
    sights, is_cut = who_sees(record, at=at)
    looked = _looked(record, wanted, at) if wanted.isdecimal() and len(wanted) <= 18 else None
    today = business_date(at)
    context = {
        "customer": record, "breadcrumb": _path(record, pk), "title": _("谁能看到"), "sights": sights, "is_cut": is_cut,
        "shares": [(each, each.is_running(today)) for each in shares_of(pk)], "looked": looked,
        "form": PersonForm(initial={"person": wanted if looked else ""}),
        "share_url": reverse("parties:customer_share", args=[pk]) if record.is_valid else "",
    }  # fmt: skip
    return render_page(request, "parties/access.html", context)


def _looked(record: Any, wanted: str, at: Any) -> dict[str, Any]:
    name = full_name_of(int(wanted))
    if not name:
        raise NotFound
    return {"name": name, "sight": sight_of(record, int(wanted), at=at)}


def _path(record: object, pk: int) -> list[tuple[str, str]]:
    return [(_("客户"), reverse("parties:customer_list")), (str(record), reverse("parties:customer", args=[pk]))]
