"""What was raised, recommended, counted or said is never changed; where something stands may change, but never goes."""

from django.db import migrations

from trail.append_only import append_only

#: Rows that say where something stands: they are updated, each time with a line in the journal, and never deleted.
STANDINGS = (
    "audits_binding",
    "audits_delivery",
    "audits_reportcouncil",
    "audits_rulegap",
    "audits_warningstanding",
)

_KEPT = """
DROP TRIGGER IF EXISTS never_deleted ON "{table}";
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON "{table}"
    FOR EACH STATEMENT EXECUTE FUNCTION holdfast_append_only();
ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER never_deleted;
DO $body$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'holdfast_app') THEN
        REVOKE DELETE, TRUNCATE ON "{table}" FROM holdfast_app;
    END IF;
END
$body$;
"""
_UNKEPT = """
DROP TRIGGER IF EXISTS never_deleted ON "{table}";
DO $body$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'holdfast_app') THEN
        GRANT DELETE ON "{table}" TO holdfast_app;
    END IF;
END
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [("audits", "0003_oversight")]

    operations = [
        append_only(
            "audits_attendance",
            "audits_boardmeeting",
            "audits_figurerun",
            "audits_figuresnapshot",
            "audits_learningitem",
            "audits_learningreceipt",
            "audits_learningteam",
            "audits_ombudsmanreport",
            "audits_oversightentry",
            "audits_pack",
            "audits_raisedwarning",
            "audits_recommendation",
            "audits_trainingheld",
        ),
        migrations.RunSQL(
            sql="".join(_KEPT.format(table=table) for table in STANDINGS),
            reverse_sql="".join(_UNKEPT.format(table=table) for table in STANDINGS),
        ),
    ]
