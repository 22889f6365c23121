"""Last and next contact come from records and plans from here on; moments without any behind them are cleared.

Before the first release such moments were invented by the demo data only.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("activities", "0001_initial"), ("parties", "0003_contact_due")]
    operations = [
        migrations.RunSQL(
            "UPDATE parties_customer SET last_contact_at = NULL, next_contact_at = NULL "
            "WHERE last_contact_at IS NOT NULL OR next_contact_at IS NOT NULL",
            migrations.RunSQL.noop,
        )
    ]
