"""Less to write and to check when a referral is logged (docs/decisions/0061).

People are found by the words of their names, so that the vector of all words and its index go. The words of names and
what is shared are written by the database itself of the row they belong to: a check that there is such a row could not
fail, and they now go with it whoever deletes it. Whether a responsibility is held is asked of its holdings first, where
the answer nearly always is.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

GONE_WITH_IT = """
CREATE FUNCTION referrals_words_removed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    DELETE FROM referrals_nameword WHERE person_id = OLD.id;
    RETURN NULL;
END
$body$;
CREATE TRIGGER words_removed AFTER DELETE ON referrals_person FOR EACH ROW EXECUTE FUNCTION referrals_words_removed();

CREATE FUNCTION referrals_part_removed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    DELETE FROM referrals_sharedwith WHERE part_id = OLD.id;
    RETURN NULL;
END
$body$;
CREATE TRIGGER part_removed AFTER DELETE ON referrals_part FOR EACH ROW EXECUTE FUNCTION referrals_part_removed();
"""
STAYS = """
DROP TRIGGER part_removed ON referrals_part;
DROP FUNCTION referrals_part_removed();
DROP TRIGGER words_removed ON referrals_person;
DROP FUNCTION referrals_words_removed();
"""

_HELD = """
CREATE OR REPLACE FUNCTION referrals_duty_is_held() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    wanted bigint;
BEGIN
    IF TG_TABLE_NAME = 'referrals_duty' THEN wanted := NEW.id; ELSE wanted := NEW.duty_id; END IF;
    IF {first}
       AND {then} THEN
        RAISE EXCEPTION 'responsibility % would be held by nobody', wanted
            USING ERRCODE = 'integrity_constraint_violation',
                  HINT = 'Let another council accept it in writing first, or end it with a reason.';
    END IF;
    RETURN NULL;
END
$body$;
"""
_GOES_ON = "EXISTS (SELECT FROM referrals_duty WHERE id = wanted AND ended_at IS NULL)"
_BY_NOBODY = "NOT EXISTS (SELECT FROM referrals_holding WHERE duty_id = wanted AND until IS NULL)"
HELD_FIRST = _HELD.format(first=_BY_NOBODY, then=_GOES_ON)
OPEN_FIRST = _HELD.format(first=_GOES_ON, then=_BY_NOBODY)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0022_silent_since")]

    operations = [
        migrations.RemoveIndex("person", "person_finding"),
        migrations.RemoveField("person", "finding"),
        migrations.AddIndex(
            "address", models.Index(fields=["postcode"], condition=~Q(postcode=""), name="address_postcode")
        ),
        migrations.AlterField(
            "nameword",
            "person",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="words",
                to="referrals.person",
            ),
        ),
        migrations.AlterField(
            "sharedwith",
            "part",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shared",
                to="referrals.part",
            ),
        ),
        migrations.RunSQL(GONE_WITH_IT, STAYS),
        migrations.RunSQL(HELD_FIRST, OPEN_FIRST),
    ]
