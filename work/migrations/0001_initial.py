"""How many deadlines each team missed in each week."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MissedWeek",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("council_id", models.BigIntegerField()),
                ("team_id", models.BigIntegerField(null=True)),
                ("week", models.DateField()),
                ("missed", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council_id", "team_id", "week"), name="work_missed_once_a_week", nulls_distinct=False
                    )
                ],
            },
        ),
    ]
