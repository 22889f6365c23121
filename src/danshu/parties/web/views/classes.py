"""Another category or level for several customers that were ticked in the list (CUS-011)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.dictionaries.queries import choices
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import listed, told, with_count
from danshu.parties import permissions as rights
from danshu.parties import queries
from danshu.parties.dictionaries import CATEGORY, LEVEL
from danshu.parties.operations.classify_customers import classify_customers
from danshu.parties.reviewing import desk, field_labels
from danshu.parties.web.views.chosen import read_chosen
from danshu.parties.web.views.owners import LISTED
from danshu.ui.fields import ChoiceField, TextField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.messages import done, warn

CLASSES = frozenset({"category", "level"})


class ClassForm(Form):
    """What becomes of them, and why."""

    category = ChoiceField(label=gettext_lazy("客户分类"), required=False)
    level = ChoiceField(label=gettext_lazy("客户级别"), required=False)
    reason = TextField(label=gettext_lazy("调整原因"), max_length=500)
    sections = (Section(gettext_lazy("调整为"), ["category", "level", "reason:2"], gettext_lazy("不选的一项保持不变")),)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, dictionary in (("category", CATEGORY), ("level", LEVEL)):
            known = [(str(pk), label) for pk, label in choices(dictionary)]
            self.fields[name].choices = [("", _("保持不变")), *known]  # type: ignore[attr-defined]

    def key(self, name: str) -> int | None:
        """The chosen value."""
        return int(self.cleaned_data[name]) if self.cleaned_data[name] else None


@allowed_to(rights.EDIT_CUSTOMERS)
def several(request: ActorRequest) -> HttpResponse:
    """Adjust category and level of the customers in ?ids=; each has its result."""
    chosen = read_chosen(request, request.actor, rights.EDIT_CUSTOMERS)
    form, back = ClassForm(posted(request)), reverse("parties:customer_list")

    def save() -> str:
        results = classify_customers.keyed(form.token)(
            customer_ids=chosen.keys, category_id=form.key("category"), level_id=form.key("level"),
            reason=form.cleaned_data["reason"], actor=request.actor, at=now(),
        )  # fmt: skip
        if count := sum(1 for row in results if row["done"]):
            done(request, told(with_count("已调整 %(count)s 家客户"), {"count": count}))
        if waiting := queries.number_awaiting([row["id"] for row in results if row["done"]], "change"):
            warn(request, told(with_count("%(count)s 家客户的调整等待审核，通过前保持原值"), {"count": waiting}))
        chosen.tell_refused(request, results)
        return back

    about: list[tuple[Any, Any]] = [(number, name) for _pk, number, name, _owner in chosen.rows[:LISTED]]
    if desk().fields() & CLASSES:
        fields = listed(field_labels(desk().fields() & CLASSES))
        about.insert(0, (_("审核"), _("%(fields)s要审核后才生效，其他内容保存后立即生效") % {"fields": fields}))
    context = {
        "breadcrumb": [(_("客户"), back)], "subject": chosen.facts, "about": about,
    }  # fmt: skip
    return form_page(request, form, save, title=_("调整分类与级别"), back_url=back, context=context)
