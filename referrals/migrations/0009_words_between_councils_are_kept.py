"""What councils said to each other, shared and gave back is never changed; nor is what became of a desk's link.

On a message only the countersignature and the time of its answer may be filled in, once each.
"""

from django.db import migrations

from trail.append_only import append_only

FORWARD = """
CREATE FUNCTION referrals_message_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    later text[] := ARRAY['countersigned_at', 'countersigned_by_id', 'answered_at'];
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'a message between councils is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - later <> to_jsonb(OLD) - later
       OR (OLD.countersigned_at IS NOT NULL AND NEW.countersigned_at IS DISTINCT FROM OLD.countersigned_at)
       OR (OLD.answered_at IS NOT NULL AND NEW.answered_at IS DISTINCT FROM OLD.answered_at) THEN
        RAISE EXCEPTION 'what was said between councils is never changed'
            USING ERRCODE = 'restrict_violation', HINT = 'Write another message.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER message_kept BEFORE UPDATE OR DELETE ON referrals_councilmessage
    FOR EACH ROW EXECUTE FUNCTION referrals_message_kept();
ALTER TABLE referrals_councilmessage ENABLE ALWAYS TRIGGER message_kept;
"""
BACKWARD = """
DROP TRIGGER message_kept ON referrals_councilmessage;
DROP FUNCTION referrals_message_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0008_councils_talking")]

    operations = [
        append_only(
            "referrals_desklinkevent",
            "referrals_givenback",
            "referrals_messageopening",
            "referrals_sharing",
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
