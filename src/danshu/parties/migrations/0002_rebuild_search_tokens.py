"""Search tokens hold runs of three characters: customers and contacts written before get theirs."""

from typing import Any

from django.db import migrations

from danshu.kit.search_rebuilding import rebuild_tokens

CONTACTS = "VALUES (t.name), (t.position)"
CUSTOMERS = """
SELECT text FROM (VALUES (t.number), (t.name), (t.short_name), (t.external_code)) AS own(text)
UNION ALL SELECT name FROM parties_contact c WHERE c.customer_id = t.id AND c.is_valid AND c.deleted_at IS NULL
"""


def rebuild(apps: Any, schema_editor: Any) -> None:
    rebuild_tokens(schema_editor.connection, "parties_contact", CONTACTS)
    rebuild_tokens(schema_editor.connection, "parties_customer", CUSTOMERS)


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial")]
    operations = [migrations.RunPython(rebuild, migrations.RunPython.noop, elidable=True)]
