"""Keep the mapping of a batch under a name."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.exchange.batches import batch_in_scope
from danshu.exchange.headings import columns_of
from danshu.exchange.models import ImportBatch, SavedMapping
from danshu.exchange.permissions import IMPORT, SHARE_MAPPING
from danshu.exchange.proposing import preview_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation

NAME_LENGTH = 50


@operation("exchange.save_mapping", permission=IMPORT, label=("保存列对应方案", "Save a column mapping"))
def save_mapping(*, batch_id: int, name: str, is_shared: bool = False, actor: Actor, at: datetime) -> SavedMapping:
    """A mapping by headings, to use with the next file of this form; the same name again replaces it.

    Raises FieldErrors for a name of 0 or more than 50 characters; Forbidden for sharing without the permission.
    """
    batch = batch_in_scope(batch_id, actor)
    name = name.strip()
    if not 1 <= len(name) <= NAME_LENGTH:
        raise FieldErrors([FieldProblem("name", "length", _("方案名称应为 1 到 50 个字"))])
    if is_shared:
        actor.require(SHARE_MAPPING)
    owner = None if is_shared else actor.user_id
    content = content_of(batch)
    saved = SavedMapping.objects.filter(kind=batch.kind, owner_id=owner, name=name).first()
    if saved is None:
        saved = SavedMapping(kind=batch.kind, owner_id=owner, name=name, is_shared=is_shared, created_at=at, version=0)
    before = saved.content if saved.pk else None
    saved.content, saved.version = content, saved.version + 1
    saved.updated_at, saved.updated_by_name = at, actor.name
    names = ("content", "version", "updated_at", "updated_by_name")
    saved.save(update_fields=names if saved.pk else None)
    changes = {"content": (before, content)}
    current_context().changed("exchange.mapping", saved.pk, label=name, changes=changes)
    return saved


def content_of(batch: ImportBatch) -> dict[str, object]:
    """What is kept: headings instead of column numbers."""
    headings = {
        column.index: column.heading for column in columns_of(preview_of(batch.sheets, batch.sheet), batch.heading_row)
    }
    return {
        "columns": {field: headings[index] for field, index in batch.mapping["columns"].items() if index in headings},
        "constants": batch.mapping.get("constants", {}),
        "options": batch.mapping.get("options", {}),
        "answers": batch.answers,
        "policy": batch.policy,
        "sheet": batch.sheet_name,
    }
