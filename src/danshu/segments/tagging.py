"""Tags as people type them, checked once for all the customers that get them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.parties.fields import CUSTOMER_FIELDS

LONGEST = CUSTOMER_FIELDS["tags"].max_length
MOST = 20


def clean_tags(add: Sequence[str], remove: Sequence[str]) -> tuple[list[str], list[str]]:
    """What to add and what to take away, each once. Raises FieldErrors."""
    given, taken = _once(add), _once(remove)
    problems = []
    if not given and not taken:
        problems.append(FieldProblem("add", "required", _("填写要加上或去掉的标签")))
    for name, tags in (("add", given), ("remove", taken)):
        if any(len(tag) > LONGEST or not tag.isprintable() for tag in tags):
            text = _("每个标签最多 %(limit)s 个字，写在一行") % {"limit": LONGEST}
            problems.append(FieldProblem(name, "too_long", text))
        if len(tags) > MOST:
            problems.append(FieldProblem(name, "too_many", _("一次最多 %(limit)s 个标签") % {"limit": MOST}))
    if both := [tag for tag in given if tag in taken]:
        problems.append(FieldProblem("remove", "both", _("「%(tag)s」不能同时加上又去掉") % {"tag": both[0]}))
    if problems:
        raise FieldErrors(problems)
    return given, taken


def _once(tags: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(text for tag in tags if (text := tag.strip())))
