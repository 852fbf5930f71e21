"""A responsibility that has not ended is held by at least one council: checked by the database at each commit."""

from django.db import migrations

from trail.append_only import append_only

FORWARD = """
CREATE FUNCTION referrals_duty_is_held() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    wanted bigint;
BEGIN
    IF TG_TABLE_NAME = 'referrals_duty' THEN wanted := NEW.id; ELSE wanted := NEW.duty_id; END IF;
    IF EXISTS (SELECT FROM referrals_duty WHERE id = wanted AND ended_at IS NULL)
       AND NOT EXISTS (SELECT FROM referrals_holding WHERE duty_id = wanted AND until IS NULL) THEN
        RAISE EXCEPTION 'responsibility % would be held by nobody', wanted
            USING ERRCODE = 'integrity_constraint_violation',
                  HINT = 'Let another council accept it in writing first, or end it with a reason.';
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER duty_is_held AFTER INSERT OR UPDATE ON referrals_duty
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION referrals_duty_is_held();
CREATE CONSTRAINT TRIGGER holding_leaves_no_gap AFTER UPDATE ON referrals_holding
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION referrals_duty_is_held();
CREATE FUNCTION referrals_holding_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'who held a responsibility is never deleted' USING ERRCODE = 'restrict_violation';
END
$body$;
CREATE TRIGGER holding_kept BEFORE DELETE OR TRUNCATE ON referrals_holding
    FOR EACH STATEMENT EXECUTE FUNCTION referrals_holding_kept();
CREATE TRIGGER duty_kept BEFORE DELETE OR TRUNCATE ON referrals_duty
    FOR EACH STATEMENT EXECUTE FUNCTION referrals_holding_kept();
"""

BACKWARD = """
DROP TRIGGER duty_kept ON referrals_duty;
DROP TRIGGER holding_kept ON referrals_holding;
DROP FUNCTION referrals_holding_kept();
DROP TRIGGER holding_leaves_no_gap ON referrals_holding;
DROP TRIGGER duty_is_held ON referrals_duty;
DROP FUNCTION referrals_duty_is_held();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0005_responsibilities")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        append_only(
            "referrals_circulation",
            "referrals_concern",
            "referrals_conference",
            "referrals_dutyanswer",
            "referrals_intention",
            "referrals_ladoconsideration",
            "referrals_ladomention",
            "referrals_nostrategydiscussion",
            "referrals_otherchildren",
            "referrals_returninterview",
            "referrals_supervision",
        ),
    ]
