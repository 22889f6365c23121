from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dictionaries', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='value',
            name='attributes',
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
    ]
