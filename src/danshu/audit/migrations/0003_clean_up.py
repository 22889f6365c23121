"""Logs are cleaned up through a function of the owner: the role of web and worker still may not delete (docs/adr/0011)."""

from __future__ import annotations

from django.db import migrations, models

# what SYS-006 names by its verb or module, as danshu.kit.trail does; the program leaves out more
FUNCTION = r"""
CREATE FUNCTION audit_clean_up(archive bigint, keys bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    a public.audit_auditarchive;
    young CONSTANT timestamptz := statement_timestamp() - interval '180 days';
    removed bigint := 0;
BEGIN
    SELECT * INTO STRICT a FROM public.audit_auditarchive WHERE id = archive;
    IF a.log = 'operations' THEN
        PERFORM set_config('pgtrigger.ignore', (SELECT '{' || string_agg(tgname, ',') || '}' FROM pg_trigger
            WHERE tgrelid = 'public.audit_auditentry'::regclass AND tgname LIKE 'pgtrigger_append_only%'), true);
        DELETE FROM public.audit_auditentry e WHERE e.id = ANY(keys)
            AND e.id BETWEEN a.first_entry_id AND a.last_entry_id AND e.written_at < young
            AND EXISTS (SELECT FROM public.audit_auditsealitem i WHERE i.entry_id = e.id)
            AND NOT (e.operation ~ '^(parameters|access)\.' OR split_part(e.operation, '.', 2) ~
                '^(delete|restore|purge|override|grant|revoke|reveal|refund|reverse|void|impersonate|export|archive|transfer|withdraw)(_|$)');
        GET DIAGNOSTICS removed = ROW_COUNT;
        PERFORM set_config('pgtrigger.ignore', '{}', true);
    ELSIF a.log = 'sign_ins' THEN
        DELETE FROM public.identity_signinlog e WHERE e.id = ANY(keys)
            AND e.id BETWEEN a.first_entry_id AND a.last_entry_id AND e.at < young;
        GET DIAGNOSTICS removed = ROW_COUNT;
    ELSIF a.log = 'errors' THEN
        DELETE FROM public.audit_errorentry e WHERE e.id = ANY(keys)
            AND e.id BETWEEN a.first_entry_id AND a.last_entry_id AND e.at < young;
        GET DIAGNOSTICS removed = ROW_COUNT;
    END IF;
    IF removed <> a.entries OR removed <> cardinality(keys) THEN
        RAISE EXCEPTION 'archive % does not account for exactly these entries, or they may not go', archive
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN removed;
END $$;
REVOKE ALL ON FUNCTION audit_clean_up(bigint, bigint[]) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    """The log that an archive holds, and the function that removes what it holds."""

    dependencies = [("audit", "0002_errors"), ("identity", "0001_initial")]

    operations = [
        migrations.AddField("auditarchive", "log", models.CharField(db_default="operations", default="operations", max_length=20)),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION audit_clean_up(bigint, bigint[])"),
    ]
