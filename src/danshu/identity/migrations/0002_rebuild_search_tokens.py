"""Search tokens hold runs of three characters: people written before get theirs."""

from typing import Any

from django.db import migrations

from danshu.kit.search_rebuilding import rebuild_tokens

USERS = "VALUES (t.user_name), (t.full_name), (t.employee_number), (t.phone)"


def rebuild(apps: Any, schema_editor: Any) -> None:
    rebuild_tokens(schema_editor.connection, "identity_user", USERS)


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]
    operations = [migrations.RunPython(rebuild, migrations.RunPython.noop, elidable=True)]
