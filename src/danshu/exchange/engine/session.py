"""All that a batch needs in a job: its kind, its mapping as converters, its context for the kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from danshu.exchange.converting import CellProblem, ColumnStyle, converter
from danshu.exchange.engine.conversion import Conversion
from danshu.exchange.importing import KINDS, ImportContext, ImportKind, Policy
from danshu.exchange.models import ImportBatch
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError


class UnknownKind(DomainError):
    """The module that imports this kind is not installed."""

    code, status = "unknown_kind", 404
    message = _("没有叫“%(kind)s”的导入类型")
    way_out = _("从导入页面选择类型")


def kind_named(code: str) -> ImportKind:
    """The registered kind. Raises UnknownKind."""
    if code not in KINDS:
        raise UnknownKind(kind=code)
    return KINDS[code]


def option_values(kind: ImportKind, texts: dict[str, str]) -> dict[str, Any]:
    """The settings of an import, converted; one that does not convert has its default."""
    found: dict[str, Any] = {}
    for field in kind.options:
        text = texts.get(field.name, "")
        try:
            found[field.name] = converter(field, ColumnStyle())("s" if text else "-", text)
        except CellProblem:
            found[field.name] = field.default
    return found


@dataclass(slots=True)
class Session:
    """One batch at work."""

    batch: ImportBatch
    kind: ImportKind
    conversion: Conversion
    context: ImportContext

    @classmethod
    def open(cls, batch: ImportBatch, actor: Actor, at: datetime, *, dry: bool = False) -> Session:
        """Raises UnknownKind; Forbidden when the person may not import this kind (any more)."""
        kind = kind_named(batch.kind)
        actor.require(kind.permission)
        conversion = Conversion(kind, batch)
        context = ImportContext(
            batch_id=batch.pk,
            actor=actor,
            at=at,
            policy=Policy(batch.policy),
            mapped=conversion.mapped,
            answers=batch.answers,
            options=option_values(kind, batch.mapping.get("options", {})),
            file_name=batch.file_name,
            dry=dry,
        )
        return cls(batch, kind, conversion, context)
