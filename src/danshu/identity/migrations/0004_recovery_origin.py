from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_passwordrecovery"),
    ]

    operations = [
        migrations.AddField(
            model_name="passwordrecovery",
            name="origin",
            field=models.CharField(db_default="", default="", max_length=80),
        ),
        migrations.AddIndex(
            model_name="passwordrecovery",
            index=models.Index(fields=["origin", "-id"], name="password_recovery_origin"),
        ),
    ]
