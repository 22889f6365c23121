"""Tags: all of them with their customers, and tagging those that were ticked (CUS-012)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import told, with_count
from danshu.parties.cleaning import split_tags
from danshu.parties.permissions import EDIT_CUSTOMERS, VIEW_CUSTOMERS
from danshu.parties.queries import tag_counts
from danshu.segments.operations.tag_customers import tag_customers
from danshu.segments.web.choosing import about_customers, chosen_customers, tell_refused
from danshu.ui.fields import TextField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.messages import done
from danshu.ui.responses import render_page

SUGGESTED = 100


def tagged_url(tag: str) -> str:
    """The customers with a tag, as a list."""
    return f"{reverse('parties:customer_list')}?{urlencode({'tags': tag})}"


class TagForm(Form):
    """What to add and what to take away."""

    add = TextField(label=gettext_lazy("加上标签"), required=False, help_text=gettext_lazy("几个用逗号分开"))
    remove = TextField(label=gettext_lazy("去掉标签"), required=False, help_text=gettext_lazy("几个用逗号分开"))
    sections = (Section(gettext_lazy("标签"), ["add:2", "remove:2"], gettext_lazy("没有提到的标签保持不变")),)


@allowed_to(VIEW_CUSTOMERS)
def tags(request: ActorRequest) -> HttpResponse:
    """All tags of the customers in scope, each with its number of customers."""
    rows = [(tag, number, tagged_url(tag)) for tag, number in tag_counts(request.actor)]
    return render_page(request, "segments/tags.html", {"rows": rows})


@allowed_to(EDIT_CUSTOMERS)
def several(request: ActorRequest) -> HttpResponse:
    """Tag the customers in ?ids=; each has its result."""
    chosen = chosen_customers(request, EDIT_CUSTOMERS)
    form, back = TagForm(posted(request)), reverse("parties:customer_list")
    if len(chosen) == 1:
        back = reverse("parties:customer", args=[chosen[0][0]])

    def save() -> str:
        results = tag_customers.keyed(form.token)(
            customer_ids=[row[0] for row in chosen], add=split_tags(form.values["add"]),
            remove=split_tags(form.values["remove"]), actor=request.actor, at=now(),
        )  # fmt: skip
        if count := tell_refused(request, results, {row[0]: f"{row[1]} {row[2]}" for row in chosen}):
            done(request, told(with_count("已调整 %(count)s 家客户的标签"), {"count": count}))
        return back

    known = [tag for tag, _number in tag_counts(request.actor, SUGGESTED)]
    context = {
        "breadcrumb": [(pgettext("列表", "客户"), reverse("parties:customer_list"))], "known": known,
        **about_customers(chosen, _("所选客户")),
    }  # fmt: skip
    return form_page(
        request, form, save, template="segments/tagging.html", title=_("加标签"), back_url=back, context=context
    )
