"""Actions of an audit's plan are done before they are complete, keep what became of their days, and answer faults."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0004_oversight_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on_was", models.DateField()),
                ("due_on", models.DateField()),
                ("remeasure_on_was", models.DateField()),
                ("remeasure_on", models.DateField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="NoAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("point", models.PositiveSmallIntegerField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="planaction",
            name="done_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="planaction",
            name="done_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="planaction",
            name="done_words",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="planaction",
            name="points",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(), default=list, size=None
            ),
        ),
        # What was complete before was done at the latest by then.
        migrations.RunSQL(
            """
            UPDATE audits_planaction
               SET done_on = (completed_at AT TIME ZONE 'Europe/London')::date, done_by_id = completed_by_id,
                   done_words = completed_words
             WHERE completed_at IS NOT NULL;
            SET CONSTRAINTS ALL IMMEDIATE;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="planaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_by", None), ("done_on", None)),
                    models.Q(
                        ("done_by__isnull", False),
                        ("done_on__isnull", False),
                        models.Q(("done_words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_action_is_done_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="planaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("completed_at", None), ("done_on__isnull", False), _connector="OR"),
                name="an_action_is_done_before_it_is_complete",
            ),
        ),
        migrations.AddField(
            model_name="actionchange",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="audits.planaction"
            ),
        ),
        migrations.AddField(
            model_name="actionchange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="actionchange",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="actionchange",
            name="owner_was",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="noaction",
            name="audit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="no_actions", to="audits.audit"
            ),
        ),
        migrations.AddField(
            model_name="noaction",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="actionchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="an_action_is_changed_for_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="actionchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on", models.F("due_on_was")),
                    ("owner", models.F("owner_was")),
                    ("remeasure_on", models.F("remeasure_on_was")),
                    _negated=True,
                ),
                name="a_change_of_an_action_changes_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="noaction",
            constraint=models.UniqueConstraint(fields=("audit", "point"), name="one_decision_a_point"),
        ),
        migrations.AddConstraint(
            model_name="noaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="no_action_for_a_reason"
            ),
        ),
        append_only("audits_actionchange", "audits_noaction"),
    ]
