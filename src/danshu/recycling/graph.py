"""Moves object graphs between the live tables and the bin, in the database: not a digit passes through a program.

What lies in the bin is in no live table, so no list, sum, search, report or check can find it there, and none pays for
the bin with a condition or an index entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models

from danshu.kit.words import listed
from danshu.recycling.errors import Gone, StillHeld
from danshu.recycling.registry import HANGING, KINDS, Anchor, Loose, Part

Rows = dict[str, dict[int, int]]


def model_of(label: str) -> type[models.Model]:
    """The model by its label."""
    return apps.get_model(label)


def parts_in_order(kind: str) -> list[Part]:
    """The parts, parents first. Raises ValueError for one that hangs on nothing."""
    known, waiting, ordered = {KINDS[kind].model}, list(HANGING[kind].parts), []
    while waiting:
        ready = [each for each in waiting if (each.parent or KINDS[kind].model) in known]
        if not ready:
            raise ValueError(f"{kind}: parts hang on nothing: {waiting}")
        ordered += ready
        known |= {each.model for each in ready}
        waiting = [each for each in waiting if each not in ready]
    return ordered


def graph_rows(kind: str, pks: Sequence[int]) -> Rows:
    """The rows of some records per table, parents first: key of the row -> key of the record that it belongs to."""
    root = KINDS[kind].model
    found: Rows = {root: {pk: pk for pk in pks}}
    with connection.cursor() as cursor:
        for each in parts_in_order(kind):
            above = found[each.parent or root]
            rows = found.setdefault(each.model, {})
            if not above:
                continue
            column = _column(each.model, each.via)
            cursor.execute(
                f"SELECT id, {column} FROM {_table(each.model)} WHERE {column} = ANY(%s) ORDER BY id",  # noqa: S608
                [list(above)],
            )
            rows |= {pk: above[parent] for pk, parent in cursor.fetchall()}
    return found


def require_free(kind: str, rows: Rows, *, label: str) -> None:
    """Raise StillHeld when a document that forbids the deletion hangs on one of the rows."""
    held = [str(each.what) for each in HANGING[kind].anchors if _exists(each, rows[each.parent or KINDS[kind].model])]
    if held:
        raise StillHeld(label=label, what=listed(list(dict.fromkeys(held))))


def take_out(kind: str, rows: Rows, entries: Mapping[int, int]) -> None:
    """Move rows out of the live tables into the payloads of entries (key of the record -> key of its entry).

    As many statements for a thousand records as for one. The caller holds the locks of the records, which guard their
    parts, and has called require_free.
    """
    filled = {model: owners for model, owners in rows.items() if owners}
    with connection.cursor() as cursor:
        for model, owners in filled.items():
            cursor.execute(
                "UPDATE recycling_entry e SET payload = e.payload || jsonb_build_object(%s::text, x.kept) FROM ("  # noqa: S608
                "SELECT m.entry, jsonb_agg(to_jsonb(t) ORDER BY t.id) AS kept FROM unnest(%s::bigint[], %s::bigint[]) "
                f"AS m(id, entry) JOIN {_table(model)} t ON t.id = m.id GROUP BY m.entry) x WHERE e.id = x.entry",
                [model, list(owners), [entries[root] for root in owners.values()]],
            )
        for each in HANGING[kind].loose:
            _untie(each, rows[each.parent or KINDS[kind].model], entries)
        for model in reversed(filled):
            cursor.execute(f"DELETE FROM {_table(model)} WHERE id = ANY(%s)", [list(filled[model])])  # noqa: S608


def put_back(
    kind: str, entry_id: int, *, label: str, changes: Mapping[str, Any] | None = None
) -> list[tuple[str, str]]:
    """Put the payload of an entry back into the live tables, the record itself with some columns changed.

    A reference to something that was removed meanwhile is left empty where that is possible: returned as
    (table, column). Raises Gone where it is not. Columns that came after the deletion get their defaults, those that
    went are left out. Violated unique constraints surface as the database's refusals.
    """
    root = KINDS[kind].model
    emptied: list[tuple[str, str]] = []
    for model in (root, *dict.fromkeys(each.model for each in parts_in_order(kind))):
        over: dict[str, Any] = dict(changes or {}) if model == root else {}
        emptied += _insert(model, entry_id, over, label)
    for each in HANGING[kind].loose:
        _retie(each, entry_id)
    return emptied


def set_root(kind: str, entry_ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Change columns of records that lie in the bin."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recycling_entry SET payload = jsonb_set(payload, ARRAY[%s, '0'], payload->%s->0 || %s::jsonb) "
            "WHERE id = ANY(%s)",
            [KINDS[kind].model, KINDS[kind].model, json.dumps(dict(values)), list(entry_ids)],
        )


def references(rows: Rows, wanted: Mapping[str, str]) -> dict[int, set[str]]:
    """What each record's graph points at, as kind:id, for those target models that `wanted` names a kind for."""
    found: dict[int, set[str]] = {root: set() for owners in rows.values() for root in owners.values()}
    with connection.cursor() as cursor:
        for model, owners in rows.items():
            for key in foreign_keys(model) if owners else ():
                target = wanted.get(key.related_model._meta.label)
                if target is None or key.related_model._meta.label in rows:
                    continue
                cursor.execute(
                    f"SELECT id, {key.column} FROM {_table(model)} WHERE id = ANY(%s) AND {key.column} IS NOT NULL",  # noqa: S608
                    [list(owners)],
                )
                for pk, pointed in cursor.fetchall():
                    found[owners[pk]].add(f"{target}:{pointed}")
    return found


def foreign_keys(model: str) -> list[Any]:
    """The foreign keys of a table."""
    return [each for each in model_of(model)._meta.concrete_fields if each.is_relation]


# ---- inside --------------------------------------------------------------------------------------------------------
def _table(model: str) -> str:
    return model_of(model)._meta.db_table


def _column(model: str, via: str) -> str:
    return str(model_of(model)._meta.get_field(via).column)  # type: ignore[union-attr]


def _exists(each: Anchor, above: Iterable[int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM {_table(each.model)} t "  # noqa: S608 - names and conditions of the code
            f"WHERE t.{_column(each.model, each.via)} = ANY(%s) AND ({each.where}))",
            [list(above)],
        )
        return bool(cursor.fetchone()[0])


def _untie(each: Loose, above: Mapping[int, int], entries: Mapping[int, int]) -> None:
    """Empty the references and note in each entry which rows had them."""
    column = _column(each.model, each.via)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_table(each.model)} AS t SET {column} = NULL FROM {_table(each.model)} AS old "  # noqa: S608
            f"WHERE old.id = t.id AND t.{column} = ANY(%s) RETURNING t.id, old.{column}",
            [list(above)],
        )
        noted: dict[int, list[list[int]]] = {}
        for pk, pointed in cursor.fetchall():
            noted.setdefault(entries[above[pointed]], []).append([pk, pointed])
        for entry_id, rows in noted.items():
            tied = json.dumps([{"model": each.model, "via": each.via, "rows": rows}])
            cursor.execute(
                "UPDATE recycling_entry SET payload = payload || jsonb_build_object('@loose', "
                "coalesce(payload->'@loose', '[]') || %s::jsonb) WHERE id = %s",
                [tied, entry_id],
            )


def _retie(each: Loose, entry_id: int) -> None:
    column = _column(each.model, each.via)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_table(each.model)} AS t SET {column} = (pair->>1)::bigint FROM recycling_entry e, "  # noqa: S608
            "jsonb_array_elements(coalesce(e.payload->'@loose', '[]')) AS tied, jsonb_array_elements(tied->'rows') AS pair "
            f"WHERE e.id = %s AND tied->>'model' = %s AND tied->>'via' = %s AND t.id = (pair->>0)::bigint "
            f"AND t.{column} IS NULL",
            [entry_id, each.model, each.via],
        )


def _insert(model: str, entry_id: int, over: Mapping[str, Any], label: str) -> list[tuple[str, str]]:
    meta = model_of(model)._meta
    emptied = _empty_dangling(model, entry_id, label)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array(SELECT jsonb_object_keys(payload->%s->0)) FROM recycling_entry WHERE id = %s",
            [model, entry_id],
        )
        known = set(cursor.fetchone()[0])
        if not known:
            return []
        columns = [each.column for each in meta.concrete_fields if not each.generated]
        fresh = {each.column: each.get_default() for each in meta.concrete_fields if each.column not in known}
        names, values = (", ".join(f'{alias}"{name}"' for name in columns) for alias in ("", "r."))
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM recycling_entry e, "  # noqa: S608
            f"jsonb_array_elements(e.payload->%s) AS kept(row), "
            f"jsonb_populate_record(NULL::{meta.db_table}, %s::jsonb || kept.row || %s::jsonb) AS r WHERE e.id = %s",
            [model, json.dumps(fresh, default=str), json.dumps(dict(over), default=str), entry_id],
        )
    return emptied


def _empty_dangling(model: str, entry_id: int, label: str) -> list[tuple[str, str]]:
    """References to rows that do not exist any more: emptied in the payload where they may be, else Gone."""
    keys = foreign_keys(model)
    if not keys:
        return []
    with connection.cursor() as cursor:
        lost = ", ".join(f"coalesce(bool_or({_dangles(key)}), false)" for key in keys)
        cursor.execute(
            f"SELECT {lost} FROM recycling_entry e, jsonb_array_elements(e.payload->%s) AS kept(row) WHERE e.id = %s",  # noqa: S608
            [model, entry_id],
        )
        found = [key for key, is_lost in zip(keys, cursor.fetchone(), strict=True) if is_lost]
        for key in found:
            if not key.null:
                raise Gone(label=label, what=str(key.related_model._meta.verbose_name))
            cursor.execute(
                "UPDATE recycling_entry e SET payload = jsonb_set(payload, ARRAY[%s], (SELECT jsonb_agg("  # noqa: S608
                f"CASE WHEN {_dangles(key)} THEN kept.row || jsonb_build_object(%s::text, NULL) ELSE kept.row END ORDER BY place) "
                "FROM jsonb_array_elements(payload->%s) WITH ORDINALITY AS kept(row, place))) WHERE e.id = %s",
                [model, key.column, model, entry_id],
            )
    return [(model, key.column) for key in found]


def _dangles(key: Any) -> str:
    """SQL over alias e and kept(row): the row's reference leads neither to a live row nor to one of its own graph."""
    target = key.related_model._meta
    name, kind = target.pk.column, key.db_type(connection)  # divisions are named by a text, other records by a number
    value = f"(kept.row->>'{key.column}')::{kind}"
    return (
        f"({value} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {target.db_table} t WHERE t.{name} = {value}) AND NOT EXISTS ("  # noqa: S608
        f"SELECT 1 FROM jsonb_array_elements(coalesce(e.payload->'{target.label}', '[]')) AS own(row) "
        f"WHERE (own.row->>'{name}')::{kind} = {value}))"
    )
