"""Each council says when it received a report; what answers a recommended audit; until when copies are open."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Until now whoever recorded a report said its day for every council. It was their own council's.
SAID = """
UPDATE audits_reportcouncil c SET receipt_by_id = r.recorded_by_id
  FROM audits_ombudsmanreport r JOIN accounts_user u ON u.id = r.recorded_by_id
 WHERE r.id = c.report_id AND u.council_id = c.council_id;
-- A complaint that changed hands took the clocks of its report along. What the law asks of a council is nobody's alone.
UPDATE timers_timer SET owner_id = NULL
 WHERE subject_label IN ('audits.reportcouncil', 'audits.binding') AND stopped_at IS NULL AND owner_id IS NOT NULL;
-- Who sees to a recommendation was stored and its clock was nobody's. Only of those who can open it.
UPDATE timers_timer t SET owner_id = b.owner_id
  FROM audits_binding b
 WHERE t.subject_label = 'audits.binding' AND t.subject_id = b.id AND t.council_id = b.council_id
   AND t.stopped_at IS NULL AND b.accepted AND b.owner_id IS NOT NULL
   AND EXISTS (SELECT FROM accounts_membership m
                WHERE m.user_id = b.owner_id AND m.council_id = b.council_id
                  AND m.since <= CURRENT_DATE AND (m.until IS NULL OR m.until >= CURRENT_DATE)
                  AND m.role IN ('head_of_service', 'monitoring_officer', 'complaints_officer', 'service_manager',
                                 'auditor'));
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0009_packs_keep_definitions"),
        ("councils", "0004_private_messages"),
        ("timers", "0004_upper_rungs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="binding",
            name="audit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="audits.audit"
            ),
        ),
        migrations.AddField(
            model_name="binding",
            name="other_means",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="reportcouncil",
            name="copies_from",
            field=models.DateField(help_text="From when copies are open to the public", null=True),
        ),
        migrations.AddField(
            model_name="reportcouncil",
            name="copies_until",
            field=models.DateField(help_text="The last day of their three weeks", null=True),
        ),
        migrations.AddField(
            model_name="reportcouncil",
            name="receipt_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="binding",
            constraint=models.CheckConstraint(
                condition=models.Q(("audit", None), ("other_means", ""), _connector="OR"),
                name="an_audit_or_other_means",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportcouncil",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("copies_from", None), ("copies_until", None)),
                    models.Q(("copies_until__gte", models.F("copies_from")), ("published_on__isnull", False)),
                    _connector="OR",
                ),
                name="copies_are_open_for_a_time",
            ),
        ),
        migrations.RunSQL(SAID, migrations.RunSQL.noop),
    ]
