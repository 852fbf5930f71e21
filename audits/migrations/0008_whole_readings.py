"""Readings are finished by everybody or handed on, a file with a yes stays in the sample, an audit may come to nothing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE OR REPLACE FUNCTION audits_audit_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.frozen_at IS NOT NULL AND (
        (NEW.council_id, NEW.origin, NEW.since, NEW.until, NEW.definition, NEW.similar, NEW.strata, NEW.population,
         NEW.digest, NEW.frozen_at, NEW.frozen_by_id, NEW.full_of_id)
        IS DISTINCT FROM
        (OLD.council_id, OLD.origin, OLD.since, OLD.until, OLD.definition, OLD.similar, OLD.strata, OLD.population,
         OLD.digest, OLD.frozen_at, OLD.frozen_by_id, OLD.full_of_id)) THEN
        RAISE EXCEPTION 'the list of audit % is frozen', OLD.reference USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.drawn_at IS NOT NULL AND (
        (NEW.seed, NEW.wanted, NEW.drawn_at, NEW.drawn_by_id)
        IS DISTINCT FROM (OLD.seed, OLD.wanted, OLD.drawn_at, OLD.drawn_by_id)) THEN
        RAISE EXCEPTION 'the cases of audit % are drawn', OLD.reference USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.concluded_at IS NOT NULL AND (
        (NEW.read, NEW.yes, NEW.themes, NEW.method, NEW.conclusion, NEW.for_members, NEW.concluded_at,
         NEW.concluded_by_id)
        IS DISTINCT FROM
        (OLD.read, OLD.yes, OLD.themes, OLD.method, OLD.conclusion, OLD.for_members, OLD.concluded_at,
         OLD.concluded_by_id)) THEN
        RAISE EXCEPTION 'audit % is concluded', OLD.reference USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.ended_at IS NOT NULL AND (
        (NEW.ended_at, NEW.ended_by_id, NEW.ended_words) IS DISTINCT FROM
        (OLD.ended_at, OLD.ended_by_id, OLD.ended_words)) THEN
        RAISE EXCEPTION 'audit % was ended', OLD.reference USING ERRCODE = 'restrict_violation';
    END IF;
    -- What a file has shown is not ended: it counts.
    IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND EXISTS (
        SELECT FROM audits_reading r JOIN audits_samplecase s ON s.id = r.sample_case_id
         WHERE s.audit_id = OLD.id AND (r.locked_at IS NOT NULL OR r.yes_seen_at IS NOT NULL)) THEN
        RAISE EXCEPTION 'files of audit % have been read', OLD.reference USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$body$;

CREATE OR REPLACE FUNCTION audits_sample_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF (NEW.audit_id, NEW.position, NEW.case_id, NEW.turn, NEW.drawn_at, NEW.replaces_id)
       IS DISTINCT FROM (OLD.audit_id, OLD.position, OLD.case_id, OLD.turn, OLD.drawn_at, OLD.replaces_id)
       OR (OLD.left_at IS NOT NULL AND
           (NEW.left_at, NEW.left_because, NEW.left_words, NEW.left_by_id)
           IS DISTINCT FROM (OLD.left_at, OLD.left_because, OLD.left_words, OLD.left_by_id)) THEN
        RAISE EXCEPTION 'a case that was drawn stays as it was drawn' USING ERRCODE = 'restrict_violation';
    END IF;
    -- A file that has been read, or on which somebody has seen a fault, stays in the count.
    IF OLD.left_at IS NULL AND NEW.left_at IS NOT NULL
       AND EXISTS (SELECT FROM audits_reading r WHERE r.sample_case_id = OLD.id
                      AND (r.locked_at IS NOT NULL OR r.yes_seen_at IS NOT NULL)) THEN
        RAISE EXCEPTION 'a case that has been read cannot leave the sample' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$body$;

CREATE OR REPLACE FUNCTION audits_reading_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.locked_at IS NOT NULL THEN
        RAISE EXCEPTION 'reading % is locked', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.handed_on_at IS NOT NULL THEN
        RAISE EXCEPTION 'reading % was handed on', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.yes_seen_at IS NOT NULL AND NEW.yes_seen_at IS DISTINCT FROM OLD.yes_seen_at THEN
        RAISE EXCEPTION 'that a yes was seen in reading % stays', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0005_plan"),
        ("councils", "0004_private_messages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="reading",
            name="one_reading_each",
        ),
        migrations.AddField(
            model_name="audit",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="audit",
            name="ended_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="audit",
            name="ended_words",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="audit",
            name="for_members",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="reading",
            name="handed_on_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reading",
            name="handed_on_because",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="reading",
            name="yes_seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="audit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None), ("ended_words", "")),
                    models.Q(
                        ("concluded_at", None),
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        models.Q(("ended_words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="audit_ends_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("handed_on_at", None)), fields=("sample_case", "is_second"), name="one_reading_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handed_on_at", None), ("handed_on_because", "")),
                    models.Q(
                        ("handed_on_at__isnull", False),
                        ("locked_at", None),
                        models.Q(("handed_on_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_reading_is_handed_on_with_a_reason",
            ),
        ),
        # A draft that holds a yes held it at the latest when it was saved.
        migrations.RunSQL(
            """
            UPDATE audits_reading r SET yes_seen_at = saved_at
             WHERE locked_at IS NULL AND saved_at IS NOT NULL
               AND EXISTS (SELECT FROM audits_samplecase s WHERE s.id = r.sample_case_id AND s.left_at IS NULL)
               AND jsonb_path_exists(kept, '$.keyvalue() ? (@.key starts with "answer_" && @.value == "yes")');
            SET CONSTRAINTS ALL IMMEDIATE;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
