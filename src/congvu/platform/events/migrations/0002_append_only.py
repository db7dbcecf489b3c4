"""The journal refuses UPDATE, DELETE and TRUNCATE at the database, whoever asks."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION events_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON events_journalentry
    FOR EACH ROW EXECUTE FUNCTION events_refuse_change();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON events_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse_change();
"""

UNDO = """
DROP TRIGGER journal_no_truncate ON events_journalentry;
DROP TRIGGER journal_append_only ON events_journalentry;
DROP FUNCTION events_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunSQL(APPEND_ONLY, UNDO)]
