"""Names in files become keys: categories, brands and units, made where they are missing."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.catalog.dictionaries import BRAND, UNIT
from danshu.catalog.intake.types import Entry
from danshu.catalog.models import Category
from danshu.catalog.operations.create_category import create_category
from danshu.dictionaries.operations.add_value import add_value
from danshu.dictionaries.queries import ids_by_name
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.search import normalise

# a blank beside the slash: "A/B" may be one name
SEPARATOR = re.compile(r"\s+/\s+|\s*[>＞→|]\s*|\s*/\s+")


class References:
    """The valid categories, brands and units, read once per set."""

    def __init__(self, *, create_missing: bool, actor: Actor, at: datetime) -> None:
        self.create_missing, self.actor, self.at = create_missing, actor, at
        rows = Category.objects.filter(is_valid=True).values_list("name", "pk")
        self.categories = {normalise(name): pk for name, pk in rows}
        self.values = {code: {normalise(name): pk for name, pk in ids_by_name(code).items()} for code in (BRAND, UNIT)}
        self.brand_names = {pk: name for name, pk in ids_by_name(BRAND).items()}
        self.made: list[Category] = []

    def category_id(self, entry: Entry, problems: list[FieldProblem]) -> int | None:
        """The category of an entry; None when it names none or it cannot be had."""
        names = [part for part in SEPARATOR.split(entry.category.strip()) if part]
        if entry.parent.strip():
            names = [entry.parent.strip(), *names]
        above: int | None = None
        for name in names:
            found = self.categories.get(normalise(name))
            above = found if found is not None else self._made(name, above, problems)
            if above is None:
                return None
        return above

    def _made(self, name: str, above: int | None, problems: list[FieldProblem]) -> int | None:
        if not self.create_missing:
            text = _("没有名为「%(name)s」的有效分类") % {"name": name}
            problems.append(FieldProblem("category", "unknown", text))
            return None
        try:
            made = create_category.within(name=name, parent_id=above, actor=self.actor, at=self.at)
        except DomainError as refusal:
            problems.append(FieldProblem("category", refusal.code, _first_text(refusal)))
            return None
        self.categories[normalise(name)] = made.pk
        self.made.append(made)
        return made.pk

    def value_id(self, dictionary: str, field: str, name: str, problems: list[FieldProblem]) -> int | None:
        """The brand or unit of that name; None when none is named or it cannot be had."""
        name = name.strip()
        if not name:
            return None
        known = self.values[dictionary]
        found = known.get(normalise(name))
        if found is None and self.create_missing:
            try:
                added = add_value.within(dictionary=dictionary, name=name, actor=self.actor, at=self.at)
                found = known[normalise(name)] = added.pk
                self.brand_names[added.pk] = added.name
            except DomainError as refusal:
                problems.append(FieldProblem(field, refusal.code, _first_text(refusal)))
        elif found is None:
            problems.append(FieldProblem(field, "unknown", _("资料中没有「%(name)s」") % {"name": name}))
        return found


def _first_text(refusal: DomainError) -> str:
    return refusal.problems[0].text if isinstance(refusal, FieldErrors) else refusal.text
