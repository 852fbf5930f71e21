"""Fewer indexes to write when a referral is logged.

Away go those of foreign keys that another index begins with, and those by which nothing is ever looked for: councils,
teams and people who sign in are not deleted, so no look for what refers to them either. What refers to a person on
record or to a referral stays found, for merging and for destruction; where few rows do, by an index of those alone.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

PROTECT, CASCADE = django.db.models.deletion.PROTECT, django.db.models.deletion.CASCADE
COUNCIL, TEAM, PERSON, REFERRAL = "councils.council", "councils.team", "referrals.person", "referrals.referral"
STAFF = settings.AUTH_USER_MODEL


def unindexed(model: str, name: str, to: str, related: str | None = "+", on_delete: Any = PROTECT, **more: Any) -> Any:
    field = models.ForeignKey(to=to, on_delete=on_delete, related_name=related, db_index=False, **more)
    return migrations.AlterField(model, name, field)


NULL, OPEN = {"null": True}, {"null": True, "blank": True}
FIELDS = [
    unindexed("address", "council", COUNCIL, None, **OPEN),
    unindexed("duty", "referral", REFERRAL, "duties"),
    unindexed("holding", "council", COUNCIL),
    unindexed("involvement", "referral", REFERRAL, "involvements", CASCADE),
    unindexed("involvement", "works_with_adults_in", COUNCIL, **OPEN),
    unindexed("involvement", "works_with_children_in", COUNCIL, **OPEN),
    unindexed("journalentry", "by", STAFF, **NULL),
    unindexed("journalentry", "council", COUNCIL),
    unindexed("journalentry", "referral", REFERRAL, "journal", CASCADE),
    unindexed("namedcouncil", "council", COUNCIL),
    unindexed("namedcouncil", "referral", REFERRAL, "named_councils", CASCADE),
    unindexed("part", "council", COUNCIL, "parts"),
    unindexed("part", "sent_by", COUNCIL, **NULL),
    unindexed("part", "team", TEAM, "parts", **NULL),
    unindexed("part", "worker", STAFF, "parts", **NULL),
    unindexed("person", "council", COUNCIL, "persons"),
    unindexed("person", "merged_into", PERSON, **OPEN),
    unindexed("place", "council", COUNCIL, **OPEN),
    unindexed("place", "recorded_by", STAFF),
    unindexed("prompt", "council", COUNCIL),
    unindexed("prompt", "settled_by", STAFF, **NULL),
    unindexed("referral", "council", COUNCIL, "referrals_logged"),
    unindexed("referral", "first_child", PERSON, **NULL),
    unindexed("referral", "referrer_council", COUNCIL, **OPEN),
    unindexed("referral", "referrer_person", PERSON, **OPEN),
    unindexed("referral", "repeats", REFERRAL, "repeated_by", **OPEN),
]

# The past of a person or a referral is read by its key alone; the library makes an index for every field that is one
# there. And a reference is looked up whole, never by its beginning.
PASTS = ["referrals_historicalperson", "referrals_historicalreferral"]
UNREAD = [f"('referrals_{one.model_name}', '{one.name}_id')" for one in FIELDS] + [
    "('referrals_referral', 'reference')"
]
GONE = f"""
DO $body$
DECLARE name text;
BEGIN
    FOR name IN
        SELECT i.indexrelid::regclass
          FROM pg_index i
          JOIN pg_class t ON t.oid = i.indrelid AND pg_table_is_visible(t.oid)
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
         WHERE NOT i.indisunique AND i.indnatts = 1 AND i.indpred IS NULL
           AND ((t.relname, a.attname) IN ({", ".join(UNREAD)})
                OR t.relname IN ({", ".join(f"'{one}'" for one in PASTS)}) AND a.attname <> 'id')
    LOOP
        EXECUTE 'DROP INDEX ' || name;
    END LOOP;
END
$body$;
"""  # noqa: S608 - this module's own words
BACK = "".join(f"CREATE INDEX ON referrals_{one.model_name} ({one.name}_id);\n" for one in FIELDS)


class AllAtOnce(migrations.SeparateDatabaseAndState):
    """Fields that change in nothing but their index: what Django builds from the models is built anew once for all of
    them, not once for each with everything that refers to it."""

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)


def index(model: str, name: str, *fields: str, condition: Q) -> Any:
    return migrations.AddIndex(model, models.Index(fields=list(fields), name=name, condition=condition))


class Migration(migrations.Migration):
    dependencies = [("referrals", "0019_lists_in_their_order")]

    operations = [
        index("person", "person_merged", "merged_into", condition=Q(merged_into__isnull=False)),
        index("referral", "referral_person", "referrer_person", condition=Q(referrer_person__isnull=False)),
        index("referral", "referral_repeats", "repeats", condition=Q(repeats__isnull=False)),
        index(
            "prompt",
            "prompt_live_elsewhere",
            "council",
            "-at",
            "-id",
            condition=Q(code="live_elsewhere", settled_at=None),
        ),
        AllAtOnce(database_operations=[migrations.RunSQL(GONE, BACK)], state_operations=FIELDS),
    ]
