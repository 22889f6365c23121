"""The figures follow the orders: a plain trigger, so that no way of changing an order leaves them behind."""

from django.db import migrations

FOLLOW = """
CREATE FUNCTION reporting_follow_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO reporting_salesfigure (month, unit_id, owner_id, currency, status, orders, amount)
        VALUES (date_trunc('month', OLD.order_date), OLD.unit_id, OLD.owner_id, OLD.currency, OLD.status, -1, -OLD.total);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO reporting_salesfigure (month, unit_id, owner_id, currency, status, orders, amount)
        VALUES (date_trunc('month', NEW.order_date), NEW.unit_id, NEW.owner_id, NEW.currency, NEW.status, 1, NEW.total);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figures_of_new AFTER INSERT OR DELETE ON sales_order
    FOR EACH ROW EXECUTE FUNCTION reporting_follow_order();
CREATE TRIGGER figures_of_changed AFTER UPDATE ON sales_order FOR EACH ROW WHEN (
    (OLD.order_date, OLD.unit_id, OLD.owner_id, OLD.currency, OLD.status, OLD.total)
    IS DISTINCT FROM (NEW.order_date, NEW.unit_id, NEW.owner_id, NEW.currency, NEW.status, NEW.total)
) EXECUTE FUNCTION reporting_follow_order();
"""

# Orders that were there before.
BEGIN = """
INSERT INTO reporting_salesfigure (month, unit_id, owner_id, currency, status, orders, amount)
SELECT date_trunc('month', order_date), unit_id, owner_id, currency, status, count(*), sum(total)
FROM sales_order GROUP BY 1, 2, 3, 4, 5;
"""

UNFOLLOW = """
DROP TRIGGER figures_of_new ON sales_order;
DROP TRIGGER figures_of_changed ON sales_order;
DROP FUNCTION reporting_follow_order();
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("sales", "0003_list_indexes")]
    operations = [
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
        migrations.RunSQL(FOLLOW, UNFOLLOW),
    ]
