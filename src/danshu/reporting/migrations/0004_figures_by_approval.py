"""The figures know the month of the approval and the amount in the base currency, as all reports count (RPT-002)."""

from django.db import migrations, models

ZONE = """
CREATE FUNCTION reporting_zone() RETURNS text STABLE LANGUAGE sql AS $$
    SELECT coalesce((
        SELECT value #>> '{}' FROM parameters_parametersetting
        WHERE name = 'company_timezone' AND withdrawn_at IS NULL AND effective_at <= now()
        ORDER BY effective_at DESC, id DESC LIMIT 1
    ), 'Asia/Shanghai')
$$;
"""
FOLLOW = """
CREATE OR REPLACE FUNCTION reporting_follow_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE zone text := reporting_zone();
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO reporting_salesfigure
            (month, approved_month, zone, unit_id, owner_id, currency, status, orders, amount, base_amount)
        VALUES (date_trunc('month', OLD.order_date), date_trunc('month', OLD.approved_at AT TIME ZONE zone), zone,
            OLD.unit_id, OLD.owner_id, OLD.currency, OLD.status, -1, -OLD.total, -round(OLD.total * OLD.rate, 2));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO reporting_salesfigure
            (month, approved_month, zone, unit_id, owner_id, currency, status, orders, amount, base_amount)
        VALUES (date_trunc('month', NEW.order_date), date_trunc('month', NEW.approved_at AT TIME ZONE zone), zone,
            NEW.unit_id, NEW.owner_id, NEW.currency, NEW.status, 1, NEW.total, round(NEW.total * NEW.rate, 2));
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER figures_of_changed ON sales_order;
CREATE TRIGGER figures_of_changed AFTER UPDATE ON sales_order FOR EACH ROW WHEN (
    (OLD.order_date, OLD.approved_at, OLD.unit_id, OLD.owner_id, OLD.currency, OLD.rate, OLD.status, OLD.total)
    IS DISTINCT FROM
    (NEW.order_date, NEW.approved_at, NEW.unit_id, NEW.owner_id, NEW.currency, NEW.rate, NEW.status, NEW.total)
) EXECUTE FUNCTION reporting_follow_order();
"""
AGAIN = """
DELETE FROM reporting_salesfigure;
INSERT INTO reporting_salesfigure
    (month, approved_month, zone, unit_id, owner_id, currency, status, orders, amount, base_amount)
SELECT date_trunc('month', order_date), date_trunc('month', approved_at AT TIME ZONE z.zone), z.zone,
    unit_id, owner_id, currency, status, count(*), sum(total), sum(round(total * rate, 2))
FROM sales_order, (SELECT reporting_zone() AS zone) AS z GROUP BY 1, 2, 3, 4, 5, 6, 7;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0003_reports_of_those_who_lead"),
        ("parameters", "0002_company_image"),
        ("sales", "0022_order_by_approval"),
    ]

    operations = [
        migrations.AddField("salesfigure", "approved_month", models.DateField(null=True)),
        migrations.AddField("salesfigure", "zone", models.CharField(max_length=60, default="", db_default="")),
        migrations.AddField(
            "salesfigure", "base_amount", models.DecimalField(max_digits=18, decimal_places=2, default=0, db_default=0)
        ),
        migrations.RunSQL(ZONE, migrations.RunSQL.noop),
        migrations.RunSQL(FOLLOW, migrations.RunSQL.noop),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
        migrations.AddIndex("salesfigure", models.Index(fields=["approved_month"], name="figure_approved")),
    ]
