"""Delivered roles lose reports that are not theirs (RPT-003); whoever was given them otherwise keeps them.

What an administrator gave to roles of his own and to persons stays, order statistics included; a role that he took the
sales report from does not get the order statistics now.
"""

from __future__ import annotations

from django.db import migrations

READERS = {"reporting.sales.view": ("ADM", "OPA", "SMG", "STA", "BRC", "SLS"),
           "reporting.sales.export": ("ADM", "OPA", "SMG", "STA", "BRC")}  # fmt: skip

# constants of this file stand in the text: with parameters the linter of migrations cannot show what runs
TAKE = """
DELETE FROM access_rolepermission held USING access_role r
WHERE r.id = held.role_id AND r.is_delivered AND held.permission = '{permission}' AND NOT r.code = ANY('{{{codes}}}'::text[])
"""
FORGET = "DELETE FROM access_delivereddefault WHERE permission = '{permission}' AND NOT role_code = ANY('{{{codes}}}'::text[])"
KEEP_OWN_ROLES = """
INSERT INTO access_rolepermission (role_id, permission)
SELECT held.role_id, 'reporting.statistics.view' FROM access_rolepermission held JOIN access_role r ON r.id = held.role_id
WHERE held.permission = 'reporting.sales.view' AND NOT r.is_delivered ON CONFLICT DO NOTHING
"""
KEEP_PERSONS = """
INSERT INTO access_usergrant (user_id, permission, is_denied, data_scope)
SELECT user_id, 'reporting.statistics.view', is_denied, data_scope FROM access_usergrant
WHERE permission = 'reporting.sales.view' ON CONFLICT DO NOTHING
"""
KEEP_REVOKED = """
INSERT INTO access_delivereddefault (role_code, permission)
SELECT given.role_code, 'reporting.statistics.view' FROM access_delivereddefault given
WHERE given.permission = 'reporting.sales.view' AND NOT EXISTS (
    SELECT FROM access_rolepermission held JOIN access_role r ON r.id = held.role_id
    WHERE r.code = given.role_code AND held.permission = given.permission
) ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("reporting", "0002_follow_orders"), ("access", "0003_groups")]

    operations = [
        migrations.RunSQL(
            [statement.format(permission=permission, codes=",".join(codes))
             for permission, codes in READERS.items() for statement in (TAKE, FORGET)]
            + [KEEP_OWN_ROLES, KEEP_PERSONS, KEEP_REVOKED],
            migrations.RunSQL.noop,
            elidable=True,
        )
    ]
