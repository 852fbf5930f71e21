import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField(null=True)),
                ("council_id", models.BigIntegerField(null=True)),
                ("action", models.CharField(max_length=60)),
                ("subject_label", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField(null=True)),
                (
                    "ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), null=True, size=None
                    ),
                ),
                ("about_label", models.CharField(default="", max_length=60)),
                ("about_id", models.BigIntegerField(null=True)),
                ("reason", models.CharField(default="", max_length=200)),
                ("request", models.CharField(default="", max_length=32)),
                ("digest", models.CharField(default="", max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["about_label", "about_id", "-id"], name="trail_about"),
                    models.Index(fields=["subject_label", "subject_id", "-id"], name="trail_subject"),
                    models.Index(fields=["by_id", "-id"], name="trail_by"),
                    django.contrib.postgres.indexes.GinIndex(fields=["ids"], name="trail_ids"),
                ],
            },
        ),
    ]
