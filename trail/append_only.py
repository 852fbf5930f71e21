"""What a migration uses to make a table append-only in the database itself."""

import re

from django.db.migrations.operations import RunSQL

# One function for every such table. CREATE OR REPLACE, because each room's migrations may be the first to need it.
_FUNCTION = """
CREATE OR REPLACE FUNCTION holdfast_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'the table % is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Correct a row by adding a later one.';
END
$body$;
"""

# ENABLE ALWAYS: an ordinary trigger sleeps while session_replication_role is "replica". For each statement, so that a
# statement that happens to match no row is refused as well, and TRUNCATE with it.
_FORWARD = """
DROP TRIGGER IF EXISTS append_only ON "{table}";
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}"
    FOR EACH STATEMENT EXECUTE FUNCTION holdfast_append_only();
ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER append_only;
DO $body$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'holdfast_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM holdfast_app;
    END IF;
END
$body$;
"""

_BACKWARD = """
DROP TRIGGER IF EXISTS append_only ON "{table}";
DO $body$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'holdfast_app') THEN
        GRANT UPDATE, DELETE ON "{table}" TO holdfast_app;
    END IF;
END
$body$;
"""


def append_only(*tables: str) -> RunSQL:
    """A migration operation after which no row of the tables can be changed, deleted or truncated, even by the owner.

    Two locks: a trigger, which holds for everybody, and the plain role's lost rights. Raises ValueError for anything
    but a plain table name, since names cannot be passed as parameters.
    """
    for table in tables:
        if not re.fullmatch(r"[a-z_][a-z0-9_]*", table):
            raise ValueError(f"{table!r} is not a plain table name")
    return RunSQL(
        sql=_FUNCTION + "".join(_FORWARD.format(table=table) for table in tables),
        reverse_sql="".join(_BACKWARD.format(table=table) for table in tables),
    )
