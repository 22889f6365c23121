"""One's own notices need no right any more: whoever was granted it keeps nothing that no module declares (ACC-020)."""

from __future__ import annotations

from django.db import migrations

GONE = "notices.notice.view"
TABLES = ("access_rolepermission", "access_usergrant", "access_delivereddefault")


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.RunSQL([(f"DELETE FROM {table} WHERE permission = %s", [GONE])], migrations.RunSQL.noop, elidable=True)  # noqa: S608 - constants
        for table in TABLES
    ]
