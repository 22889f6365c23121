"""The form of a saved view."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.saved_views.models import SavedView
from danshu.saved_views.queries import audiences
from danshu.saved_views.rules import LONGEST, ViewEntry
from danshu.ui.fields import ChoiceField, NameField
from danshu.ui.forms import Form, Section


class ViewForm(Form):
    """Name, for whom, whether the list opens with it; what it keeps travels along unseen."""

    sections = [Section(_("列表视图"), ["label:2", "audience:2", "opens_first:4"])]
    label = NameField(label=_("名称"), max_length=LONGEST["label"])
    audience = ChoiceField(label=_("给谁用"), choices=(), required=False)
    opens_first = forms.BooleanField(
        label=_("打开列表时先显示它"), required=False, help_text=_("自己的先于岗位的，岗位的先于所有人的")
    )
    list_name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST["query"])

    columns = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST["query"])

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = audiences(actor)
        if len(choices) == 1:
            del self.fields["audience"]
        else:
            self.fields["audience"].choices = choices  # type: ignore[attr-defined]

    def entry(self) -> ViewEntry:
        """What is asked for, as the operations take it."""
        values = self.values
        return ViewEntry(
            label=values["label"], query=values["query"], columns=keys_of(values["columns"]),
            audience=values.get("audience") or "me", opens_first=values["opens_first"],
        )  # fmt: skip


def keys_of(text: str) -> tuple[str, ...]:
    """The keys of columns, which travel as one text."""
    return tuple(filter(None, text.split(",")))


def initial_of(row: SavedView) -> dict[str, Any]:
    """The stored view as the form shows it."""
    audience = f"{row.audience}:{row.role}" if row.role else row.audience
    return {
        "label": row.label, "audience": audience, "opens_first": row.opens_first, "query": row.query,
        "list_name": row.list_name, "columns": ",".join(row.columns), "version": row.version,
    }  # fmt: skip
