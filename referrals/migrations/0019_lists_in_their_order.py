"""What lists are filtered by stands where their order does: the kind of a referral, and the councils it is shared with.

A part repeats its referral's kind, and refers to the two together: another kind than the referral's is refused at the
end of the transaction. What a part is shared with is kept by the database itself, whichever way a part or a name is
written; for a whole statement when rows are added, which is many at once when records are loaded.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

REPEATED = """
UPDATE referrals_part p SET kind = r.kind FROM referrals_referral r WHERE r.id = p.referral_id AND r.kind <> p.kind;
"""
OF_ITS_KIND = """
ALTER TABLE referrals_part ADD CONSTRAINT part_of_its_referrals_kind
    FOREIGN KEY (referral_id, kind) REFERENCES referrals_referral (id, kind) DEFERRABLE INITIALLY DEFERRED;
"""
OF_ANY_KIND = "ALTER TABLE referrals_part DROP CONSTRAINT part_of_its_referrals_kind;"

_ROWS = """
    INSERT INTO referrals_sharedwith (part_id, other_id, council_id, received_at, live)
    SELECT p.id, n.council_id, p.council_id, p.received_at, p.closed_at IS NULL AND p.returned_at IS NULL
      FROM {parts} p JOIN {named} n ON n.referral_id = p.referral_id AND n.council_id <> p.council_id"""
_ANY = {"parts": "referrals_part", "named": "referrals_namedcouncil"}
_ANEW = f"""
    DELETE FROM referrals_sharedwith s USING referrals_part p WHERE p.referral_id = NEW.referral_id AND s.part_id = p.id;
    {_ROWS.format(**_ANY)} WHERE p.referral_id = NEW.referral_id;"""  # noqa: S608 - this module's own words
SHARED = f"""
CREATE FUNCTION referrals_parts_added() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    {_ROWS.format(parts="added", named="referrals_namedcouncil")}
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$body$;
CREATE TRIGGER parts_added AFTER INSERT ON referrals_part REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION referrals_parts_added();

CREATE FUNCTION referrals_names_added() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    {_ROWS.format(parts="referrals_part", named="added")}
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$body$;
CREATE TRIGGER names_added AFTER INSERT ON referrals_namedcouncil REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION referrals_names_added();

CREATE FUNCTION referrals_shared_changed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    {_ANEW}
    RETURN NULL;
END
$body$;
CREATE TRIGGER part_changed AFTER UPDATE OF council_id, received_at, closed_at, returned_at ON referrals_part
    FOR EACH ROW
    WHEN ((OLD.council_id, OLD.received_at, OLD.closed_at IS NULL, OLD.returned_at IS NULL)
          IS DISTINCT FROM (NEW.council_id, NEW.received_at, NEW.closed_at IS NULL, NEW.returned_at IS NULL))
    EXECUTE FUNCTION referrals_shared_changed();
CREATE TRIGGER name_changed AFTER UPDATE OF council_id ON referrals_namedcouncil FOR EACH ROW
    WHEN (OLD.council_id <> NEW.council_id) EXECUTE FUNCTION referrals_shared_changed();

CREATE FUNCTION referrals_name_removed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    DELETE FROM referrals_sharedwith s USING referrals_part p
     WHERE p.referral_id = OLD.referral_id AND s.part_id = p.id AND s.other_id = OLD.council_id;
    RETURN NULL;
END
$body$;
CREATE TRIGGER name_removed AFTER DELETE ON referrals_namedcouncil FOR EACH ROW
    EXECUTE FUNCTION referrals_name_removed();

{_ROWS.format(**_ANY)};
"""  # noqa: S608 - this module's own words
NOT_SHARED = """
DROP TRIGGER parts_added ON referrals_part;
DROP TRIGGER part_changed ON referrals_part;
DROP TRIGGER names_added ON referrals_namedcouncil;
DROP TRIGGER name_changed ON referrals_namedcouncil;
DROP TRIGGER name_removed ON referrals_namedcouncil;
DROP FUNCTION referrals_parts_added();
DROP FUNCTION referrals_names_added();
DROP FUNCTION referrals_shared_changed();
DROP FUNCTION referrals_name_removed();
"""
# Lists are counted from indexes alone, which need not look at rows on pages known to be seen by everybody. A table of a
# million rows is looked over after a fifth of it is new; this one sooner, a few thousand rows at a time.
LOOKED_OVER = "ALTER TABLE referrals_part SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01);"
AS_OTHERS = "ALTER TABLE referrals_part RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_insert_scale_factor);"
KINDS = [("referral", "Referral"), ("contact", "Contact (information only)")]
LIVE = Q(closed_at=None, returned_at=None)
ENDS = ("closed_at", "returned_at")


def index(model: str, name: str, *fields: str, condition: Q | None = None, include: tuple[str, ...] = ()) -> object:
    return migrations.AddIndex(
        model, models.Index(fields=list(fields), name=name, condition=condition, include=include or None)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0004_private_messages"),
        ("referrals", "0018_closing_risk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("part", "kind", models.CharField(choices=KINDS, default="referral", max_length=10)),
        migrations.RunSQL(REPEATED, migrations.RunSQL.noop),
        migrations.AddConstraint("referral", models.UniqueConstraint(fields=("id", "kind"), name="referral_and_kind")),
        migrations.RunSQL(OF_ITS_KIND, OF_ANY_KIND),
        migrations.AlterField(
            "part",
            "referral",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="referrals.referral",
            ),
        ),
        migrations.CreateModel(
            name="SharedWith",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "part_id", "other_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shared",
                        to="referrals.part",
                    ),
                ),
                ("other_id", models.BigIntegerField()),
                ("council_id", models.BigIntegerField()),
                ("received_at", models.DateTimeField()),
                ("live", models.BooleanField()),
            ],
        ),
        migrations.RunSQL(SHARED, NOT_SHARED),
        migrations.RunSQL(LOOKED_OVER, AS_OTHERS),
        index("sharedwith", "shared_all", "council_id", "other_id", "-received_at", "-part"),
        index("sharedwith", "shared_live", "council_id", "other_id", "-received_at", "-part", condition=Q(live=True)),
        migrations.RemoveIndex("part", "part_open"),
        migrations.RemoveIndex("part", "part_open_team"),
        migrations.RemoveIndex("part", "part_open_worker"),
        migrations.RemoveIndex("part", "part_all"),
        migrations.RemoveIndex("part", "part_by_team"),
        migrations.RemoveIndex("part", "part_by_worker"),
        migrations.RemoveIndex("part", "part_by_outcome"),
        migrations.RemoveIndex("referral", "referral_contacts"),
        index("part", "part_live", "council", "-received_at", "-id", condition=LIVE, include=("kind",)),
        index("part", "part_live_team", "council", "team", "-received_at", "-id", condition=LIVE),
        index("part", "part_live_worker", "council", "worker", "-received_at", "-id", condition=LIVE),
        index("part", "part_every", "council", "-received_at", "-id", include=ENDS),
        index("part", "part_every_team", "council", "team", "-received_at", "-id", include=ENDS),
        index("part", "part_every_worker", "council", "worker", "-received_at", "-id", include=ENDS),
        index("part", "part_every_outcome", "council", "outcome", "-received_at", "-id", include=ENDS),
        index(
            "part",
            "part_contact",
            "council",
            "-received_at",
            "-id",
            condition=Q(kind="contact", returned_at=None),
            include=("closed_at",),
        ),
    ]
