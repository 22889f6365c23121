"""How often customers of each level are to be contacted (CUS-019)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.dictionaries.queries import choices
from danshu.kit.clock import now
from danshu.kit.versions import fingerprint, require_unchanged
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties.dictionaries import LEVEL
from danshu.parties.operations.set_level_frequency import MOST_DAYS, set_level_frequency
from danshu.parties.permissions import CONFIGURE_FOLLOW_UP
from danshu.parties.queries import frequencies_changed, level_frequencies
from danshu.parties.web.lists import CUSTOMERS
from danshu.ui.fields import IntegerField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.messages import done


class FrequencyForm(Form):
    """A number of days for each level."""

    def __init__(self, data: Any, *, levels: list[tuple[int, str]], known: dict[int, int]) -> None:
        self.base_fields = {**self.base_fields, **{f"level_{pk}": _days(label) for pk, label in levels}}  # type: ignore[misc]
        note = _("客户自己的跟踪频率优先；不填的级别不提醒")
        self.sections = [Section(_("跟踪频率"), [f"level_{pk}" for pk, _label in levels], note)]  # type: ignore[misc]
        start = {f"level_{pk}": days for pk, days in known.items()}
        super().__init__(data, initial={**start, "version": fingerprint(sorted(known.items()))})


def _days(label: str) -> IntegerField:
    return IntegerField(label=label, suffix=_("天"), min_value=1, max_value=MOST_DAYS, required=False)


@allowed_to(CONFIGURE_FOLLOW_UP)
def edit(request: ActorRequest) -> HttpResponse:
    """Show and set all of them; customers are due anew at once."""
    levels, known = choices(LEVEL), level_frequencies()
    form = FrequencyForm(posted(request), levels=levels, known=known)
    back_url = reverse("parties:customer_list")

    def save() -> str:
        wanted = {pk: form.values[f"level_{pk}"] for pk, _label in levels}
        changes = {pk: days for pk, days in wanted.items() if days != known.get(pk)}
        if changes:  # nothing is left to do for the second press of the same button
            by, changed_at = frequencies_changed() or ("", now())
            require_unchanged(sorted(known.items()), form.seen_version, by=by, at=changed_at)
        for pk, days in changes.items():
            set_level_frequency.keyed(f"{form.token}:{pk}")(level_id=pk, days=days, actor=request.actor, at=now())
        done(request, _("跟踪频率已保存"))
        return reverse("parties:frequencies")

    breadcrumb = [(CUSTOMERS.title, back_url)]
    return form_page(request, form, save, title=_("跟踪频率"), back_url=back_url, context={"breadcrumb": breadcrumb})
