"""Notes, the chronology, warnings, flags, tasks, how people belong together, and a person recorded twice."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0004_private_messages"),
        ("referrals", "0010_latest_sendings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalperson",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="referrals.person",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="referrals.person",
            ),
        ),
        migrations.CreateModel(
            name="CaseNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visit", "Visit"),
                            ("call", "Telephone call"),
                            ("meeting", "Meeting"),
                            ("observation", "Observation"),
                            ("direct_work", "Direct work with the child"),
                            ("message", "Letter, e-mail or text"),
                            ("management_oversight", "Management oversight"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                    ),
                ),
                ("purpose", models.TextField(blank=True, help_text="What a visit was for (STATUTE 3, fault 101)")),
                ("words", models.TextField()),
                (
                    "child_words",
                    models.TextField(blank=True, help_text="What the child said, apart from what we make of it"),
                ),
                ("shared", models.BooleanField(default=False)),
                ("because", models.TextField(blank=True, help_text="Why it is corrected")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="referrals.casenote",
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="referrals.referral"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChronologyEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "significance",
                    models.CharField(
                        choices=[
                            ("turning_point", "Turning point"),
                            ("risk", "Raised the risk"),
                            ("protective", "Made the child safer"),
                            ("context", "Background"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField()),
                ("why", models.TextField(blank=True, help_text="Why it matters for the child")),
                ("shared", models.BooleanField(default=True)),
                ("day_only", models.BooleanField(default=False, help_text="Only the day is known")),
                ("taken_out_at", models.DateTimeField(null=True)),
                ("taken_out_because", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.journalentry",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.casenote",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="chronology", to="referrals.referral"
                    ),
                ),
                (
                    "taken_out_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("exploitation", "At risk of exploitation"),
                            ("missing", "Missing"),
                            ("interpreter", "Interpreter needed"),
                            ("communication", "Communicates in another way"),
                            ("disability", "Disabled child"),
                            ("protection_plan", "Child protection plan"),
                            ("looked_after", "Looked after"),
                            ("unaccompanied", "Here without parents"),
                            ("domestic_abuse", "Domestic abuse at home"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.DateField()),
                ("words", models.TextField(blank=True)),
                ("until", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="referrals.referral"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NoteAbout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="about", to="referrals.casenote"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NoteOn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="on", to="referrals.casenote"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="referrals.referral"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("because", models.TextField()),
                (
                    "checked",
                    models.TextField(
                        blank=True, help_text="How a difference in birth date or NHS number was cleared up"
                    ),
                ),
                ("moved", models.JSONField(default=dict)),
                ("set_aside", models.JSONField(default=list)),
                ("filled", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_because", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
                    ),
                ),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merged_from", to="referrals.person"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("name", models.CharField(max_length=240)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("earlier", "Earlier name"),
                            ("also", "Also called"),
                            ("spelling", "Another spelling"),
                            ("record", "Name on the other record"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="referrals.person"
                    ),
                ),
                (
                    "merge",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.personmerge",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Relationship",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mother", "Mother"),
                            ("father", "Father"),
                            ("step_parent", "Step-parent or parent’s partner"),
                            ("sibling", "Brother or sister"),
                            ("half_sibling", "Half-brother or half-sister"),
                            ("grandparent", "Grandparent"),
                            ("relative", "Another relative"),
                            ("carer", "Carer or guardian"),
                            ("friend", "Friend of the family"),
                            ("professional", "Professional"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("parental_responsibility", models.BooleanField(null=True)),
                ("lives_with", models.BooleanField(null=True)),
                (
                    "contact",
                    models.CharField(
                        choices=[
                            ("free", "No restriction known"),
                            ("supervised", "Only when supervised"),
                            ("indirect", "Letters and calls only"),
                            ("none", "No contact"),
                        ],
                        default="free",
                        max_length=12,
                    ),
                ),
                (
                    "contact_words",
                    models.TextField(blank=True, help_text="Who set the restriction, until when: an order, a plan"),
                ),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relationships",
                        to="referrals.referral",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SafeContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("words", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="referrals.referral"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("what", models.TextField()),
                ("due_on", models.DateField()),
                (
                    "end",
                    models.CharField(blank=True, choices=[("done", "Done"), ("cancelled", "Cancelled")], max_length=10),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_recorded_at", models.DateTimeField(null=True)),
                ("ended_words", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.decision",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="referrals.referral"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WarningNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("staff_safety", "Staff safety"),
                            ("visit_in_pairs", "Visit in pairs"),
                            ("no_messages", "Leave no messages"),
                            ("infection", "Health risk to visitors"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.CharField(max_length=300)),
                ("source", models.TextField(blank=True)),
                ("review_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="warnings", to="referrals.referral"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WarningReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("stands", models.BooleanField()),
                ("words", models.TextField(blank=True)),
                ("review_on", models.DateField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "warning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="referrals.warningnote"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="casenote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("words", ""), _negated=True),
                    models.Q(("child_words", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_note_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="casenote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("because", ""), ("corrects", None)),
                    models.Q(models.Q(("corrects", None), _negated=True), models.Q(("because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_correction_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="chronologyentry",
            index=models.Index(
                condition=models.Q(("taken_out_at", None)), fields=["referral", "at", "id"], name="chronology_oldest"
            ),
        ),
        migrations.AddConstraint(
            model_name="chronologyentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("entry__isnull", False), ("taken_out_at", None)),
                fields=("council", "entry"),
                name="an_event_once_in_a_chronology",
            ),
        ),
        migrations.AddConstraint(
            model_name="chronologyentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("note__isnull", False), ("taken_out_at", None)),
                fields=("council", "referral", "note"),
                name="a_note_once_in_a_chronology",
            ),
        ),
        migrations.AddConstraint(
            model_name="chronologyentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_out_at", None), ("taken_out_because", ""), ("taken_out_by", None)),
                    models.Q(
                        ("taken_out_at__isnull", False),
                        ("taken_out_by__isnull", False),
                        models.Q(("taken_out_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="taken_out_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("referral", "person", "kind"), name="one_flag_of_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="a_flag_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None), ("until", None)),
                    models.Q(
                        ("ended_by__isnull", False),
                        ("until__isnull", False),
                        models.Q(("ended_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_flag_ends_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="noteabout",
            constraint=models.UniqueConstraint(fields=("note", "person"), name="a_note_once_about_a_person"),
        ),
        migrations.AddIndex(
            model_name="noteon",
            index=models.Index(fields=["referral", "-at", "-note"], name="note_newest"),
        ),
        migrations.AddConstraint(
            model_name="noteon",
            constraint=models.UniqueConstraint(fields=("note", "referral"), name="a_note_once_on_a_referral"),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("gone",), name="a_record_goes_into_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept", models.F("gone")), _negated=True), name="nobody_is_merged_with_themselves"
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at", None), ("undone_by", None)),
                    models.Q(("undone_by__isnull", False), models.Q(("undone_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="parted_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="alias",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("person", "name"), name="an_alias_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)),
                fields=("referral", "person", "to"),
                name="one_present_relationship_each",
            ),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("to")), _negated=True), name="nobody_is_their_own_relative"
            ),
        ),
        migrations.AddIndex(
            model_name="safecontact",
            index=models.Index(fields=["referral", "person", "-id"], name="safe_contact_latest"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["referral"], name="task_open"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at", None), ("ended_by", None)),
                    models.Q(
                        models.Q(("end", ""), _negated=True),
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        models.Q(("ended_words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_task_ends_with_words",
            ),
        ),
        migrations.AddIndex(
            model_name="warningnote",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["referral"], name="warning_open"),
        ),
        migrations.AddConstraint(
            model_name="warningnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_by__isnull", False), models.Q(("ended_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_warning_ends_with_a_reason",
            ),
        ),
    ]
