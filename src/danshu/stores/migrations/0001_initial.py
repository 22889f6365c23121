"""Stores of the company (ACC-003)."""

import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0003_passwordrecovery'),
        ('inventory', '0002_guards'),
        ('regions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Store',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('updated_by_name', models.CharField(blank=True, default='', max_length=150)),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=50)),
                ('country', models.CharField(default='CN', max_length=2)),
                ('province', models.CharField(blank=True, max_length=50)),
                ('city', models.CharField(blank=True, max_length=50)),
                ('district', models.CharField(blank=True, max_length=50)),
                ('street', models.CharField(blank=True, max_length=200)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('opening_hours', models.CharField(blank=True, max_length=100)),
                ('status', models.CharField(choices=[('open', '营业'), ('suspended', '停业'), ('closed', '关闭')], default='open', max_length=10)),
                ('remark', models.CharField(blank=True, max_length=500)),
                ('custom', models.JSONField(blank=True, db_default={}, default=dict)),
                ('manager', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.division')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.unit')),
                ('warehouse', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.warehouse')),
            ],
            options={
                'ordering': ['code'],
                'indexes': [models.Index(fields=['status', 'code', 'id'], name='store_by_status'), models.Index(fields=['region'], name='store_region', opclasses=['varchar_pattern_ops'])],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Upper('code'), name='store_code_unique'), models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='store_code_and_name_given')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='store',
            trigger=pgtrigger.compiler.Trigger(name='legal_transition', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))', func="IF (OLD.status::text, NEW.status::text) NOT IN (VALUES ('open','closed'),('open','suspended'),('suspended','closed'),('suspended','open')) THEN RAISE EXCEPTION '% cannot become %', OLD.status, NEW.status USING ERRCODE = '23514', CONSTRAINT = 'legal_transition'; END IF; RETURN NEW;", hash='5d1a2c0633fb4659802bfeca40ea0ed636dd0dde', operation='UPDATE OF "status"', pgid='pgtrigger_legal_transition_10005', table='stores_store', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='store',
            trigger=pgtrigger.compiler.Trigger(name='custom_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.custom <> '{}'::jsonb)", func="INSERT INTO custom_fields_fieldentry (definition_id, record_id, number, words, unique_key) \nSELECT d.id, NEW.id AS record_id,\n    CASE WHEN d.kind IN ('integer', 'decimal', 'money') THEN v.value::numeric END AS number,\n    CASE WHEN d.kind NOT IN ('integer', 'decimal', 'money') THEN left(v.value, 200) END AS words,\n    CASE WHEN d.is_unique THEN left(lower(v.value), 200) END AS unique_key\nFROM custom_fields_fielddefinition d CROSS JOIN LATERAL (\n    SELECT e.value FROM jsonb_array_elements_text(\n        CASE jsonb_typeof(NEW.custom -> d.code) WHEN 'array' THEN NEW.custom -> d.code\n        ELSE jsonb_build_array(NEW.custom -> d.code) END\n    ) AS e(value)\n) AS v\nWHERE d.host = 'stores.store' AND d.is_searchable AND NEW.custom ? d.code\n;\nRETURN NULL;", hash='49f54c66829fe6a67be5f6d93cf19cddecd704a3', operation='INSERT', pgid='pgtrigger_custom_added_37849', table='stores_store', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='store',
            trigger=pgtrigger.compiler.Trigger(name='custom_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.custom IS DISTINCT FROM NEW.custom)', func="\nDELETE FROM custom_fields_fieldentry e USING custom_fields_fielddefinition d\nWHERE d.id = e.definition_id AND d.host = 'stores.store' AND e.record_id = OLD.id;\nINSERT INTO custom_fields_fieldentry (definition_id, record_id, number, words, unique_key) \nSELECT d.id, NEW.id AS record_id,\n    CASE WHEN d.kind IN ('integer', 'decimal', 'money') THEN v.value::numeric END AS number,\n    CASE WHEN d.kind NOT IN ('integer', 'decimal', 'money') THEN left(v.value, 200) END AS words,\n    CASE WHEN d.is_unique THEN left(lower(v.value), 200) END AS unique_key\nFROM custom_fields_fielddefinition d CROSS JOIN LATERAL (\n    SELECT e.value FROM jsonb_array_elements_text(\n        CASE jsonb_typeof(NEW.custom -> d.code) WHEN 'array' THEN NEW.custom -> d.code\n        ELSE jsonb_build_array(NEW.custom -> d.code) END\n    ) AS e(value)\n) AS v\nWHERE d.host = 'stores.store' AND d.is_searchable AND NEW.custom ? d.code\n;\nRETURN NULL;", hash='ceb91f6bde9be02520509b66d37462485836d0a8', operation='UPDATE OF "custom"', pgid='pgtrigger_custom_changed_b5103', table='stores_store', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='store',
            trigger=pgtrigger.compiler.Trigger(name='custom_removed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.custom <> '{}'::jsonb)", func="\nDELETE FROM custom_fields_fieldentry e USING custom_fields_fielddefinition d\nWHERE d.id = e.definition_id AND d.host = 'stores.store' AND e.record_id = OLD.id;\n\nRETURN NULL;", hash='0b1d50425cf46577472bef1988979e08a3ae7edf', operation='DELETE', pgid='pgtrigger_custom_removed_865b5', table='stores_store', when='AFTER')),
        ),
    ]
