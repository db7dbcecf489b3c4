"""A published version is refused UPDATE and DELETE at the database; it may be closed, once."""

from django.db import migrations

IMMUTABLE = """
CREATE FUNCTION procedures_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.valid_until IS NULL AND NEW.valid_until IS NOT NULL
       AND to_jsonb(NEW) - 'valid_until' = to_jsonb(OLD) - 'valid_until' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published version is immutable; publish the next one'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER version_immutable BEFORE UPDATE OR DELETE ON procedures_procedureversion
    FOR EACH ROW EXECUTE FUNCTION procedures_refuse_change();
"""

UNDO = """
DROP TRIGGER version_immutable ON procedures_procedureversion;
DROP FUNCTION procedures_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial")]
    operations = [migrations.RunSQL(IMMUTABLE, UNDO)]
