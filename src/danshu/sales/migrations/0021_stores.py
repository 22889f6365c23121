"""Orders belong to stores; only an open one takes them (ACC-003)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Placing an order holds its store in share, so that closing waits for it and the other way round; closing locks the row
# (danshu.stores). What comes back out of the recycle bin was placed before.
GUARD = """
CREATE FUNCTION sales_order_of_open_store() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM stores_store WHERE id = NEW.store_id AND status = 'open' FOR SHARE;
    IF FOUND THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' AND EXISTS (SELECT FROM recycling_entry WHERE kind = 'sales.order' AND root_id = NEW.id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'store % takes no orders', NEW.store_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'order_of_open_store';
END $$;
CREATE TRIGGER of_open_store BEFORE INSERT ON sales_order
    FOR EACH ROW WHEN (NEW.store_id IS NOT NULL) EXECUTE FUNCTION sales_order_of_open_store();
CREATE TRIGGER stays_with_open_store BEFORE UPDATE OF store_id, status ON sales_order
    FOR EACH ROW WHEN (NEW.store_id IS NOT NULL AND (NEW.store_id IS DISTINCT FROM OLD.store_id
        OR (OLD.status IN ('draft', 'rejected') AND NEW.status IN ('awaiting_review', 'approved'))))
    EXECUTE FUNCTION sales_order_of_open_store();
"""
UNDO = "DROP FUNCTION sales_order_of_open_store CASCADE;"


class Migration(migrations.Migration):

    dependencies = [
        ('dictionaries', '0002_value_attributes'),
        ('identity', '0003_passwordrecovery'),
        ('inventory', '0002_guards'),
        ('parties', '0009_regions'),
        ('regions', '0001_initial'),
        ('sales', '0020_waiting_indexes'),
        ('stores', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='store',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('store__isnull', False)), fields=['store', 'order_date', 'id'], name='order_by_store'),
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
