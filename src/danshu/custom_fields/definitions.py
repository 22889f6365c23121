"""A field as everybody reads it: plain data, kept for one request or operation (see queries)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danshu.custom_fields.kinds import CONTACT_KINDS, FieldKind
from danshu.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a field's own list."""

    code: str
    name: str
    name_en: str = ""
    remark: str = ""
    is_valid: bool = True

    @property
    def label(self) -> str:
        """The name in the active language, marked when invalid."""
        own = self.name_en if _english() and self.name_en else self.name
        return own if self.is_valid else _("%(name)s（已失效）") % {"name": own}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField:
    """What danshu.custom_fields.models.FieldDefinition stores."""

    id: int
    host: str
    code: str
    label_zh: str
    label_en: str = ""
    help_text: str = ""
    section: str = ""
    kind: FieldKind
    dictionary: str = ""
    options: tuple[Option, ...] = ()
    is_required: bool = False
    is_unique: bool = False
    is_searchable: bool = False
    is_printed: bool = False
    places: int = 0
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None
    pattern: str = ""
    default_value: Any = None
    view_roles: frozenset[str] = field(default_factory=frozenset)
    edit_roles: frozenset[str] = field(default_factory=frozenset)
    is_on: bool = False
    is_valid: bool = True

    @property
    def label(self) -> str:
        """The title in the active language."""
        return self.label_en if _english() and self.label_en else self.label_zh

    @property
    def name(self) -> str:
        """Its name in forms and problems."""
        return f"custom-{self.code}"

    @property
    def is_private(self) -> bool:
        """True for data by which people are reached (PRV-1)."""
        return self.kind in CONTACT_KINDS

    @property
    def is_confidential(self) -> bool:
        """True when not everybody may read it: to the others the history tells that it changed, not what to."""
        return bool(self.view_roles)

    def seen_by(self, actor: Actor) -> bool:
        """True when the actor may read it."""
        return actor.is_system or not self.view_roles or not self.view_roles.isdisjoint(actor.roles)

    def changed_by(self, actor: Actor) -> bool:
        """True when the actor may enter it."""
        may = actor.is_system or not self.edit_roles or not self.edit_roles.isdisjoint(actor.roles)
        return may and self.seen_by(actor)

    def option(self, code: Any) -> Option | None:
        """An option of its own list."""
        return next((each for each in self.options if each.code == code), None)


def field_of(row: Mapping[str, Any]) -> CustomField:
    """A field from its row, as JSON gives it."""
    options = tuple(Option(**each) for each in row["options"])
    values = {name: row[name] for name in PLAIN}
    return CustomField(
        **values, label_zh=row["label"], kind=FieldKind(row["kind"]), options=options, minimum=_exact(row["minimum"]),
        maximum=_exact(row["maximum"]), view_roles=frozenset(row["view_roles"]), edit_roles=frozenset(row["edit_roles"]),
    )  # fmt: skip


PLAIN = (
    "id", "host", "code", "label_en", "help_text", "section", "dictionary", "is_required", "is_unique", "is_searchable", "is_printed",
    "places", "max_length", "pattern", "default_value", "is_on", "is_valid",
)  # fmt: skip


def in_use(fields: Iterable[CustomField]) -> list[CustomField]:
    """Those that forms show."""
    return [each for each in fields if each.is_on and each.is_valid]


def _exact(number: Any) -> Decimal | None:
    return None if number is None else Decimal(str(number)).normalize()


def _english() -> bool:
    return (get_language() or "zh").startswith("en")
