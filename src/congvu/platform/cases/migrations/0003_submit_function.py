"""The one statement that writes a submission. Decisions are made before it; it only writes."""

from django.db import migrations

SUBMIT = """
CREATE FUNCTION cases_submit(p jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    earlier cases_actrecord%ROWTYPE;
    serial integer;
    new_code text;
    answer jsonb;
BEGIN
    SELECT * INTO earlier FROM cases_actrecord WHERE key = (p->'act'->>'key')::uuid;
    IF FOUND THEN
        RETURN earlier.answer || jsonb_build_object(
            'is_repeat', true,
            'person_id', earlier.person_id, 'body_sha256', earlier.body_sha256);
    END IF;

    INSERT INTO cases_codeserial AS s (prefix, last) VALUES (p->>'series', 1)
        ON CONFLICT (prefix) DO UPDATE SET last = s.last + 1
        RETURNING s.last INTO serial;
    new_code := (p->>'prefix')
        || lpad(serial::text, greatest((p->>'width')::int, length(serial::text)), '0')
        || (p->>'suffix');
    answer := jsonb_build_object('case_id', p->'case'->>'id', 'code', new_code,
                                 'follow_key', p->'case'->>'follow_key');

    INSERT INTO cases_case SELECT * FROM
        jsonb_populate_record(NULL::cases_case, (p->'case') || jsonb_build_object('code', new_code));
    INSERT INTO cases_task SELECT * FROM jsonb_populate_record(NULL::cases_task, p->'task');
    IF p->'files' <> '[]'::jsonb THEN
        INSERT INTO cases_casefile
            SELECT * FROM jsonb_populate_recordset(NULL::cases_casefile, p->'files');
    END IF;
    INSERT INTO events_journalentry (event_type, subject_id, facts, actor_person_id, actor_post_id,
                                     capacity, agency_id, classification, legal_basis, at)
        SELECT event_type, subject_id, jsonb_set(facts, '{code}', to_jsonb(new_code)), actor_person_id,
               actor_post_id, capacity, agency_id, classification, legal_basis, at
        FROM jsonb_populate_record(NULL::events_journalentry, p->'entry');
    IF p->>'draft_id' IS NOT NULL THEN
        UPDATE cases_draft SET case_id = (p->'case'->>'id')::uuid
            WHERE id = (p->>'draft_id')::uuid AND case_id IS NULL;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'draft already sent' USING ERRCODE = 'unique_violation';
        END IF;
    END IF;
    INSERT INTO cases_actrecord SELECT * FROM jsonb_populate_record(
        NULL::cases_actrecord, (p->'act') || jsonb_build_object('answer', answer));
    RETURN answer || jsonb_build_object('is_repeat', false);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial"), ("events", "0002_append_only")]
    operations = [migrations.RunSQL(SUBMIT, "DROP FUNCTION cases_submit(jsonb)")]
