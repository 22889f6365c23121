from django.db import migrations

# Receivers were offered these under names that no event carries: they got nothing.
NAMES = {
    "parties.CustomerCreated": "parties.customer_created",
    "parties.CustomerChanged": "parties.customer_changed",
    "parties.CustomerInvalidated": "parties.customer_invalidated",
    "catalog.ItemCreated": "catalog.item_created",
    "catalog.ItemChanged": "catalog.item_changed",
    "catalog.PricesChanged": "catalog.prices_changed",
    "inventory.StockAdjusted": "inventory.stock_adjusted",
    "inventory.StockDocumentConfirmed": "inventory.document_confirmed",
}


def rename(apps, schema_editor):
    for row in apps.get_model("integrations", "Endpoint").objects.all():
        row.events = [NAMES.get(name, name) for name in row.events]
        row.save(update_fields=["events"])


class Migration(migrations.Migration):
    dependencies = [("integrations", "0002_fan_out")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
