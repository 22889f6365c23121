"""Search tokens hold runs of three characters: orders written before get theirs."""

from typing import Any

from django.db import migrations

from danshu.kit.search_rebuilding import rebuild_tokens

ORDERS = """
VALUES (t.number), (t.external_number), (t.contract_number), (t.customer_name), (t.contact_name), (t.contact_phone)
"""


def rebuild(apps: Any, schema_editor: Any) -> None:
    rebuild_tokens(schema_editor.connection, "sales_order", ORDERS)


class Migration(migrations.Migration):
    dependencies = [("sales", "0004_imported_order_numbers")]
    operations = [migrations.RunPython(rebuild, migrations.RunPython.noop, elidable=True)]
