"""Custom fields through the API: what a client must know to fill in "custom" (SYS-030)."""

from __future__ import annotations

from typing import Any

from ninja import Router

from danshu.custom_fields.definitions import CustomField
from danshu.custom_fields.hosts import HOSTS
from danshu.custom_fields.queries import fields_for
from danshu.custom_fields.rest_shapes import CustomFieldOut
from danshu.kit.errors import NotFound
from danshu.kit.rest import allowed_to, responses
from danshu.kit.web import SIGNED_IN, ActorRequest

router = Router(tags=["custom fields"])


@router.get("/custom-fields/{kind}", response=responses(list[CustomFieldOut]))
@allowed_to(SIGNED_IN, areas=())
def list_fields(request: ActorRequest, kind: str) -> list[dict[str, Any]]:
    """The fields in use of a kind of record ("parties.customer") that the caller may read, in their order."""
    if kind not in HOSTS:
        raise NotFound
    return [_out(each, request) for each in fields_for(kind, request.actor)]


def _out(found: CustomField, request: ActorRequest) -> dict[str, Any]:
    names = [name for name in CustomFieldOut.model_fields if name not in ("may_edit", "options")]
    options = [
        {"code": each.code, "name": each.name, "name_en": each.name_en, "is_valid": each.is_valid}
        for each in found.options
    ]
    return {name: getattr(found, name) for name in names} | {
        "options": options, "may_edit": found.changed_by(request.actor),
    }  # fmt: skip
