"""Forms of the pool: why a customer is released, how long one is locked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from danshu.dictionaries.queries import choices
from danshu.pool.dictionaries import RELEASE_REASON
from danshu.ui.fields import ChoiceField, DateField, RemarkField
from danshu.ui.forms import Form


def _reasons() -> list[tuple[Any, str]]:
    return [("", str(_("请选择"))), *((str(pk), label) for pk, label in choices(RELEASE_REASON))]


class ReleaseForm(Form):
    """Why somebody gives a customer up."""

    reason = ChoiceField(label=_("释放原因"), choices=_reasons)
    text = RemarkField(label=_("说明"))


class LockForm(Form):
    """Why, and from when to when."""

    reason = RemarkField(label=_("锁定理由"), required=True)
    from_date = DateField(label=_("锁定从"))
    to_date = DateField(label=_("锁定到"))
