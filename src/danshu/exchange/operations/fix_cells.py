"""Correct cells of an uploaded file in place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from danshu.exchange.batches import batch_in_scope
from danshu.exchange.engine.session import kind_named
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.permissions import IMPORT
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import IllegalTransition, NotFound
from danshu.kit.operation import operation
from danshu.kit.versions import touch

FIX = """
UPDATE exchange_stagedrow s SET fixes = coalesce(s.fixes, '{}'::jsonb) || v.fixes::jsonb
FROM unnest(%s::int[], %s::text[]) AS v(number, fixes) WHERE s.batch_id = %s AND s.number = v.number
"""
REPLACE = """
UPDATE exchange_stagedrow SET fixes = coalesce(fixes, '{}'::jsonb) || jsonb_build_object(%s::text, %s::text)
WHERE batch_id = %s AND state IN ('wrong', 'blocked', 'refused') AND coalesce(fixes ->> %s::text, texts ->> %s) = %s
"""


@operation("exchange.fix_cells", permission=IMPORT, label=("改正导入内容", "Correct cells of an import"))
def fix_cells(
    *,
    batch_id: int,
    cells: Mapping[int, Mapping[str, str]],
    replace: tuple[str, str, str] | None = None,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> int:
    """Texts that stand instead of those in the file: row number -> field -> text. Returns the number of changed rows.

    replace: (field, old text, new text) changes every wrong row with the old text. The next dry run reads the new
    texts; until then the batch cannot be run. Raises NotFound for an unknown field, IllegalTransition unless checked.
    """
    batch = batch_in_scope(batch_id, actor, seen=seen)
    if batch.status != BatchStatus.CHECKED:
        state = BatchStatus(batch.status).label
        raise IllegalTransition(label=str(batch), state=state, target=BatchStatus.CHECKED.label)
    known = {field.name for field in kind_named(batch.kind).fields}
    if any(name not in known for fixes in cells.values() for name in fixes) or (replace and replace[0] not in known):
        raise NotFound
    changed = _write(batch, cells) + (_replace(batch, *replace) if replace else 0)
    if changed:
        batch.counts["fixed"] = batch.counts.get("fixed", 0) + changed
        batch.save(update_fields=["counts", *touch(batch, actor=actor, at=at)])
        noted = {"fixed": (0, changed)}
        current_context().changed("exchange.batch", batch.pk, label=str(batch), changes=noted)
    return changed


def _write(batch: ImportBatch, cells: Mapping[int, Mapping[str, str]]) -> int:
    if not cells:
        return 0
    texts = [json.dumps({name: text[:2_000] for name, text in fixes.items()}) for fixes in cells.values()]
    with connection.cursor() as cursor:
        cursor.execute(FIX, [list(cells), texts, batch.pk])
        return int(cursor.rowcount)


def _replace(batch: ImportBatch, field: str, old: str, new: str) -> int:
    column = batch.mapping["columns"].get(field, -1)
    with connection.cursor() as cursor:
        cursor.execute(REPLACE, [field, new[:2_000], batch.pk, field, column, old])
        return int(cursor.rowcount)
