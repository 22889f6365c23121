from django.db import migrations

# Each event becomes one dispatch for each active receiver that asked for it, in the transaction of the event: none is
# lost, and operations that publish need no statement of their own.
FAN_OUT = """
CREATE FUNCTION integrations_fan_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO integrations_dispatch
        (endpoint_id, event_id, name, aggregate, status, attempts, queued_at, due_at, answer)
    SELECT r.id, e.id, e.name, e.aggregate, 'waiting', 0, e.at, e.at, ''
    FROM fresh e JOIN integrations_endpoint r ON r.is_active AND e.name = ANY(r.events)
    ORDER BY e.id, r.id;
    RETURN NULL;
END $$;
CREATE TRIGGER fan_out AFTER INSERT ON outbox_outboxevent
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION integrations_fan_out();
"""
UNDO = """
DROP TRIGGER fan_out ON outbox_outboxevent;
DROP FUNCTION integrations_fan_out();
"""


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_initial"), ("outbox", "0001_initial")]

    operations = [migrations.RunSQL(FAN_OUT, UNDO)]
