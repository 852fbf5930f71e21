from django.db import migrations

from trail.append_only import append_only

# What row policies ask. STABLE and null when nobody was told, so that a policy comparing with it shows no row.
WHO_ACTS = """
CREATE FUNCTION holdfast_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
    $body$ SELECT nullif(current_setting('holdfast.person', true), '')::bigint $body$;
CREATE FUNCTION holdfast_council() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
    $body$ SELECT nullif(current_setting('holdfast.council', true), '')::bigint $body$;
"""
NOBODY_ACTS = "DROP FUNCTION holdfast_person(); DROP FUNCTION holdfast_council();"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        append_only("accounts_historicaluser", "accounts_historicalmembership", "accounts_historicaldeputy"),
        migrations.RunSQL(WHO_ACTS, NOBODY_ACTS),
    ]
