"""What tags and segments add to the list of customers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from danshu.kit.words import with_count
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.parties.web import lists
from danshu.ui.lists import BatchAction, BatchContext


def on_its_page(record: Any, context: BatchContext) -> object:
    """The page that the act leads to asks for more."""
    raise NotImplementedError


lists.offer_batch(
    BatchAction(
        key="tag", label=_("加标签"), permission=EDIT_CUSTOMERS, icon="tag", page="segments:customers_tag",
        done=with_count("已调整 %(count)s 家客户的标签"), run=on_its_page,
    )
)  # fmt: skip
