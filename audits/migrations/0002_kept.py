"""What an audit rests on is kept by the database itself: the frozen list, the seed, the draw, locked findings."""

from django.db import migrations

from trail.append_only import append_only

FORWARD = """
CREATE FUNCTION audits_audit_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
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
        (NEW.read, NEW.yes, NEW.themes, NEW.method, NEW.conclusion, NEW.concluded_at, NEW.concluded_by_id)
        IS DISTINCT FROM
        (OLD.read, OLD.yes, OLD.themes, OLD.method, OLD.conclusion, OLD.concluded_at, OLD.concluded_by_id)) THEN
        RAISE EXCEPTION 'audit % is concluded', OLD.reference USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER audit_kept BEFORE UPDATE ON audits_audit FOR EACH ROW EXECUTE FUNCTION audits_audit_kept();

CREATE FUNCTION audits_list_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (SELECT FROM audits_audit a WHERE a.frozen_at IS NOT NULL AND a.id IN (SELECT audit_id FROM added)) THEN
        RAISE EXCEPTION 'the list is frozen: no case joins it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER list_is_frozen AFTER INSERT ON audits_populationcase REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION audits_list_is_frozen();
CREATE TRIGGER imported_is_frozen AFTER INSERT ON audits_importedcase REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION audits_list_is_frozen();
CREATE TRIGGER imported_is_kept AFTER UPDATE ON audits_importedcase REFERENCING OLD TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION audits_list_is_frozen();
CREATE TRIGGER imported_stays AFTER DELETE ON audits_importedcase REFERENCING OLD TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION audits_list_is_frozen();

CREATE FUNCTION audits_sample_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF (NEW.audit_id, NEW.position, NEW.case_id, NEW.turn, NEW.drawn_at, NEW.replaces_id)
       IS DISTINCT FROM (OLD.audit_id, OLD.position, OLD.case_id, OLD.turn, OLD.drawn_at, OLD.replaces_id)
       OR (OLD.left_at IS NOT NULL AND
           (NEW.left_at, NEW.left_because, NEW.left_words, NEW.left_by_id)
           IS DISTINCT FROM (OLD.left_at, OLD.left_because, OLD.left_words, OLD.left_by_id)) THEN
        RAISE EXCEPTION 'a case that was drawn stays as it was drawn' USING ERRCODE = 'restrict_violation';
    END IF;
    -- A file that has been read stays in the count.
    IF OLD.left_at IS NULL AND NEW.left_at IS NOT NULL
       AND EXISTS (SELECT FROM audits_reading r WHERE r.sample_case_id = OLD.id AND r.locked_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a case that has been read cannot leave the sample' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER sample_kept BEFORE UPDATE ON audits_samplecase FOR EACH ROW EXECUTE FUNCTION audits_sample_kept();

CREATE FUNCTION audits_reading_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.locked_at IS NOT NULL THEN
        RAISE EXCEPTION 'reading % is locked', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER reading_kept BEFORE UPDATE ON audits_reading FOR EACH ROW EXECUTE FUNCTION audits_reading_kept();

CREATE FUNCTION audits_finding_in_time() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (SELECT FROM audits_reading r WHERE r.id = NEW.reading_id AND r.locked_at IS NOT NULL) THEN
        RAISE EXCEPTION 'reading % is locked', NEW.reading_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER finding_in_time BEFORE INSERT ON audits_finding
    FOR EACH ROW EXECUTE FUNCTION audits_finding_in_time();

CREATE FUNCTION audits_not_deleted() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'nothing of an audit is deleted' USING ERRCODE = 'restrict_violation';
END
$body$;
CREATE TRIGGER audit_stays BEFORE DELETE OR TRUNCATE ON audits_audit
    FOR EACH STATEMENT EXECUTE FUNCTION audits_not_deleted();
CREATE TRIGGER sample_stays BEFORE DELETE OR TRUNCATE ON audits_samplecase
    FOR EACH STATEMENT EXECUTE FUNCTION audits_not_deleted();
CREATE TRIGGER reading_stays BEFORE DELETE OR TRUNCATE ON audits_reading
    FOR EACH STATEMENT EXECUTE FUNCTION audits_not_deleted();
CREATE TRIGGER action_stays BEFORE DELETE OR TRUNCATE ON audits_planaction
    FOR EACH STATEMENT EXECUTE FUNCTION audits_not_deleted();
"""

BACKWARD = """
DROP TRIGGER action_stays ON audits_planaction;
DROP TRIGGER reading_stays ON audits_reading;
DROP TRIGGER sample_stays ON audits_samplecase;
DROP TRIGGER audit_stays ON audits_audit;
DROP FUNCTION audits_not_deleted();
DROP TRIGGER finding_in_time ON audits_finding;
DROP FUNCTION audits_finding_in_time();
DROP TRIGGER reading_kept ON audits_reading;
DROP FUNCTION audits_reading_kept();
DROP TRIGGER sample_kept ON audits_samplecase;
DROP FUNCTION audits_sample_kept();
DROP TRIGGER imported_stays ON audits_importedcase;
DROP TRIGGER imported_is_kept ON audits_importedcase;
DROP TRIGGER imported_is_frozen ON audits_importedcase;
DROP TRIGGER list_is_frozen ON audits_populationcase;
DROP FUNCTION audits_list_is_frozen();
DROP TRIGGER audit_kept ON audits_audit;
DROP FUNCTION audits_audit_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("audits", "0001_audits")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        append_only(
            "audits_auditentry",
            "audits_finding",
            "audits_foundatrisk",
            "audits_populationcase",
            "audits_remeasure",
        ),
    ]
