from django.db import migrations

# Each event becomes one run for each rule that waits for it, in the transaction of the event: none is lost, and
# operations that publish need no statement of their own. A run's own events carry its number in a setting of the
# transaction: what they set going is one step deeper.
FAN_OUT = """
CREATE FUNCTION automation_fan_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO automation_run (rule_id, event_id, subject_kind, subject_id, label, occasion, cause_id, depth, status,
        attempts, deaths, queued_at, due_at, outcome, outcome_en)
    SELECT r.id, e.id, split_part(e.aggregate, ':', 1), split_part(e.aggregate, ':', 2)::bigint, '', '', c.id,
        coalesce(c.depth + 1, 0), 'waiting', 0, 0, e.at, e.at, '', ''
    FROM fresh e
    JOIN automation_rule r ON r.is_on AND r.event = e.name AND r.host = split_part(e.aggregate, ':', 1)
    LEFT JOIN automation_run c ON c.id = nullif(current_setting('danshu.automation_run', true), '')::bigint
    ORDER BY e.id, r.id;
    RETURN NULL;
END $$;
CREATE TRIGGER automation_fan_out AFTER INSERT ON outbox_outboxevent
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION automation_fan_out();
"""
UNDO = """
DROP TRIGGER automation_fan_out ON outbox_outboxevent;
DROP FUNCTION automation_fan_out();
"""


class Migration(migrations.Migration):
    dependencies = [("automation", "0001_initial"), ("outbox", "0001_initial")]

    operations = [migrations.RunSQL(FAN_OUT, UNDO)]
