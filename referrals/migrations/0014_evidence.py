"""Needs and support, consent, requests for an assessment, handovers; what a decision and an assessment rest on."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0013_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AssessmentRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("asker", models.CharField(max_length=200)),
                ("words", models.TextField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("agreed", models.BooleanField(null=True)),
                ("answer", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="CaseHandover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                ("items", models.JSONField(default=list)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ConsentChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("given", "They agree"),
                            ("refused", "They do not agree"),
                            ("withdrawn", "They agreed, and have taken it back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(blank=True, help_text="Why, in their words")),
                ("goes_on", models.BooleanField(help_text="Whether we go on without it", null=True)),
                (
                    "threshold_words",
                    models.TextField(blank=True, help_text="Why the threshold allows that, or does not"),
                ),
                ("other_worker_offered", models.BooleanField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FamilyView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "view",
                    models.CharField(
                        choices=[
                            ("agrees", "They think it fits"),
                            ("disagrees", "They do not think it fits"),
                            ("not_asked", "They were not asked yet"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("review_on", models.DateField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "whose",
                    models.CharField(
                        choices=[
                            ("child", "The child"),
                            ("parent", "The parent or carer"),
                            ("family", "The whole family"),
                        ],
                        max_length=10,
                    ),
                ),
                ("asked", models.TextField(help_text="What was asked for, in their words")),
                ("asked_by", models.CharField(blank=True, max_length=200)),
                ("assessed", models.TextField(blank=True)),
                ("assessed_at", models.DateTimeField(null=True)),
                ("offered", models.TextField(blank=True)),
                ("offered_at", models.DateTimeField(null=True)),
                ("matches", models.BooleanField(null=True)),
                ("mismatch_reason", models.TextField(blank=True)),
                (
                    "family_view",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agrees", "They think it fits"),
                            ("disagrees", "They do not think it fits"),
                            ("not_asked", "They were not asked yet"),
                        ],
                        max_length=10,
                    ),
                ),
                ("family_words", models.TextField(blank=True)),
                ("review_on", models.DateField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="assessment",
            name="covered",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="parent_needs_words",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="assessment",
            name="signed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="assessment",
            name="signed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="signed_words",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="change_evidence",
            field=models.TextField(blank=True, help_text="What is better for the child, where help is reduced"),
        ),
        migrations.AddField(
            model_name="decision",
            name="evidence",
            field=models.TextField(blank=True, help_text="What shows that this is enough: sources, and who was asked"),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by", None),
                    models.Q(("signed_by", models.F("completed_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_signs_their_own_assessment",
            ),
        ),
        migrations.AddField(
            model_name="assessmentrequest",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="assessmentrequest",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="assessmentrequest",
            name="part",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="assessment_requests", to="referrals.part"
            ),
        ),
        migrations.AddField(
            model_name="casehandover",
            name="before",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="casehandover",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="casehandover",
            name="part",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="case_handovers", to="referrals.part"
            ),
        ),
        migrations.AddField(
            model_name="casehandover",
            name="to",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="consentchange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="consentchange",
            name="part",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="consent_changes", to="referrals.part"
            ),
        ),
        migrations.AddField(
            model_name="familyview",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="assessed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="offered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="part",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="referrals.part"
            ),
        ),
        migrations.AddField(
            model_name="familyview",
            name="need",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="views", to="referrals.need"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_at", None),
                    models.Q(("agreed__isnull", False), models.Q(("answer", ""), _negated=True)),
                    _connector="OR",
                ),
                name="an_answer_says_what_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="casehandover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("acknowledged_at", None), ("superseded_at", None)),
                fields=("part",),
                name="one_handover_waits_on_a_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("offered_at", None),
                    ("matches", True),
                    models.Q(("mismatch_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="an_offer_that_differs_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("family_view", "disagrees"), _negated=True), ("review_on__isnull", False), _connector="OR"
                ),
                name="a_family_that_disagrees_is_heard_again",
            ),
        ),
        append_only("referrals_consentchange", "referrals_familyview"),
    ]
