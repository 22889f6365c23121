"""Conditions for the supervisor were kept as words of whoever submitted; they become codes with facts (ORD-023)."""

from __future__ import annotations

import re
from typing import Any

from django.db import migrations

# both languages, as the earlier version wrote them
WORDS = (
    (re.compile(r"(?:折扣|Discount) (?P<rate>[\d.]+)% (?:超过权限|is above the limit of) (?P<limit>[\d.]+)%"), "discount"),
    (re.compile(r"(?:低于最低价：|Below the minimum price: )(?P<codes>.+)"), "below_minimum"),
    (re.compile(r"(?:赠送：|Free of charge: )(?P<codes>.+)"), "gift"),
    (re.compile(r"大额订单|Large order"), "large"),
    (re.compile(r"国外大额订单|Large foreign order"), "large_foreign"),
    (re.compile(r"新客户账期结算|New customer paying on account"), "new_on_account"),
)
BATCH = 500


def as_code(words: Any) -> Any:
    """One condition as a code with its facts; what cannot be recognised stays as it is."""
    for pattern, code in WORDS:
        found = pattern.fullmatch(words) if isinstance(words, str) else None
        if found is not None:
            facts: dict[str, Any] = found.groupdict()
            if "codes" in facts:
                facts["codes"] = re.split(r"、|, ", facts["codes"])
            return {"code": code, **facts}
    return words


def rewrite(apps: Any, schema_editor: Any) -> None:
    """All supervisions, some hundred at a time."""
    supervisions = apps.get_model("sales", "Supervision").objects
    batch = []
    for row in supervisions.only("conditions").iterator(BATCH):
        row.conditions = [as_code(words) for words in row.conditions]
        batch.append(row)
        if len(batch) == BATCH:
            supervisions.bulk_update(batch, ["conditions"])
            batch = []
    supervisions.bulk_update(batch, ["conditions"])


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("sales", "0009_specialapproval")]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop, elidable=True)]
