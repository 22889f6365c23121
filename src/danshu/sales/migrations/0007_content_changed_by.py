"""Who changed an order's content since it was handed over (INV-A1)."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("sales", "0006_late_and_supervised")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="content_changed_by_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), null=True, size=None
            ),
        ),
    ]
