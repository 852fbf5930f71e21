# Desks and messages follow in 0002: they name people, and people name councils. So accounts' first migration depends on
# this one, councils.0001_initial, and not on the last of councils, which would close the circle.

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="HistoricalCouncil",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("short_name", models.CharField(max_length=60)),
                ("gss_code", models.CharField(blank=True, db_index=True, max_length=9, null=True)),
                (
                    "former_gss_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=9), blank=True, default=list, size=None
                    ),
                ),
                ("dfe_code", models.CharField(blank=True, max_length=3)),
                ("nation", models.CharField(choices=[("England", "England"), ("Wales", "Wales")], max_length=10)),
                ("region", models.CharField(blank=True, max_length=60)),
                ("type", models.CharField(blank=True, max_length=20)),
                ("rule_set_code", models.CharField(default="other", max_length=40)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("takes_part", models.BooleanField(default=False, help_text="Its people have accounts here.")),
                ("is_invented", models.BooleanField(default=False, help_text="Made up for a case file or a test.")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical council",
                "verbose_name_plural": "historical councils",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRuleSet",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                (
                    "found_means",
                    models.CharField(
                        help_text="What the set means by a child who is found in an area.", max_length=300
                    ),
                ),
                ("leads", models.JSONField(default=dict)),
                (
                    "notes",
                    models.JSONField(default=dict, help_text="What the set says of each responsibility, in words."),
                ),
                ("source", models.TextField()),
                ("confidence", models.CharField(max_length=1)),
                ("in_force_from", models.DateField()),
                ("in_force_until", models.DateField(blank=True, null=True)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical rule set",
                "verbose_name_plural": "historical rule sets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PostcodeArea",
            fields=[
                ("postcode", models.CharField(max_length=7, primary_key=True, serialize=False)),
                ("area_code", models.CharField(blank=True, max_length=9)),
                ("directory", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Council",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("short_name", models.CharField(max_length=60)),
                ("gss_code", models.CharField(blank=True, max_length=9, null=True, unique=True)),
                (
                    "former_gss_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=9), blank=True, default=list, size=None
                    ),
                ),
                ("dfe_code", models.CharField(blank=True, max_length=3)),
                ("nation", models.CharField(choices=[("England", "England"), ("Wales", "Wales")], max_length=10)),
                ("region", models.CharField(blank=True, max_length=60)),
                ("type", models.CharField(blank=True, max_length=20)),
                ("rule_set_code", models.CharField(default="other", max_length=40)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("takes_part", models.BooleanField(default=False, help_text="Its people have accounts here.")),
                ("is_invented", models.BooleanField(default=False, help_text="Made up for a case file or a test.")),
                ("successors", models.ManyToManyField(blank=True, related_name="predecessors", to="councils.council")),
            ],
            options={
                "ordering": ["short_name"],
            },
        ),
        migrations.CreateModel(
            name="District",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gss_code", models.CharField(max_length=9)),
                ("name", models.CharField(max_length=80)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="districts", to="councils.council"
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTeam",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("is_front_door", models.BooleanField(default=False)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "council",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical team",
                "verbose_name_plural": "historical teams",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                (
                    "found_means",
                    models.CharField(
                        help_text="What the set means by a child who is found in an area.", max_length=300
                    ),
                ),
                ("leads", models.JSONField(default=dict)),
                (
                    "notes",
                    models.JSONField(default=dict, help_text="What the set says of each responsibility, in words."),
                ),
                ("source", models.TextField()),
                ("confidence", models.CharField(max_length=1)),
                ("in_force_from", models.DateField()),
                ("in_force_until", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["code", "in_force_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "in_force_from"), name="rule_set_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_until", None),
                            ("in_force_until__gte", models.F("in_force_from")),
                            _connector="OR",
                        ),
                        name="rule_set_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("is_front_door", models.BooleanField(default=False)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="councils.council"
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.AddConstraint(
            model_name="council",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from", None),
                    ("valid_until", None),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="council_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="council",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("is_invented", False)),
                name="council_name_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="council",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dfe_code", ""), _negated=True), fields=("dfe_code",), name="council_dfe_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="district",
            constraint=models.UniqueConstraint(
                fields=("gss_code", "valid_from"), name="district_once_at_a_time", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                models.F("council"), django.db.models.functions.text.Lower("name"), name="team_name_once_a_council"
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None), ("is_front_door", True)),
                fields=("council",),
                name="one_front_door_a_council",
            ),
        ),
    ]
