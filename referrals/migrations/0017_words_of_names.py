"""The words of names, by council, in order: a name is found by its beginning however many people are on record.

Kept by the database itself, whichever way a person is written. For each row when one changes; for a whole statement when
people are added, which is many at once when a council's records are loaded.
"""

import django.db.models.deletion
from django.db import migrations, models

WORDS = """
CREATE FUNCTION referrals_words_added() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO referrals_nameword (person_id, council_id, word)
    SELECT DISTINCT p.id, p.council_id, w.word
      FROM added p, string_to_table(p.folded || ' ' || p.sounds, ' ') w(word) WHERE w.word <> '';
    RETURN NULL;
END
$body$;
CREATE TRIGGER words_added AFTER INSERT ON referrals_person REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION referrals_words_added();

CREATE FUNCTION referrals_words_changed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    DELETE FROM referrals_nameword WHERE person_id = NEW.id;
    INSERT INTO referrals_nameword (person_id, council_id, word)
    SELECT DISTINCT NEW.id, NEW.council_id, w.word
      FROM string_to_table(NEW.folded || ' ' || NEW.sounds, ' ') w(word) WHERE w.word <> '';
    RETURN NULL;
END
$body$;
CREATE TRIGGER words_changed AFTER UPDATE OF folded, sounds, council_id ON referrals_person FOR EACH ROW
    WHEN ((OLD.folded, OLD.sounds, OLD.council_id) IS DISTINCT FROM (NEW.folded, NEW.sounds, NEW.council_id))
    EXECUTE FUNCTION referrals_words_changed();

INSERT INTO referrals_nameword (person_id, council_id, word)
SELECT DISTINCT p.id, p.council_id, w.word
  FROM referrals_person p, string_to_table(p.folded || ' ' || p.sounds, ' ') w(word) WHERE w.word <> '';
"""
NO_WORDS = """
DROP TRIGGER words_changed ON referrals_person;
DROP TRIGGER words_added ON referrals_person;
DROP FUNCTION referrals_words_changed();
DROP FUNCTION referrals_words_added();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0016_lists_by_index")]

    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="referrals.person"
                    ),
                ),
                ("council_id", models.BigIntegerField()),
                ("word", models.CharField(max_length=400)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["council_id", "word", "person"],
                        name="name_words",
                        opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"],
                    )
                ]
            },
        ),
        migrations.RunSQL(WORDS, NO_WORDS),
    ]
