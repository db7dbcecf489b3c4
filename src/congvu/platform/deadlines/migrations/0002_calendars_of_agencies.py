"""A day and a session get an id of their own, so that each agency may have them. Rows stay."""

from django.db import migrations, models

import congvu.kernel.ids


def own_id(table: str) -> str:
    return f"""
    ALTER TABLE {table} ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
    ALTER TABLE {table} DROP CONSTRAINT {table}_pkey;
    ALTER TABLE {table} ADD PRIMARY KEY (id);
    ALTER TABLE {table} ALTER COLUMN id DROP DEFAULT;
    """


def back(table: str, old_key: str) -> str:
    return f"""
    ALTER TABLE {table} DROP CONSTRAINT {table}_pkey;
    ALTER TABLE {table} DROP COLUMN id;
    ALTER TABLE {table} ADD PRIMARY KEY ({old_key});
    """


def id_of(model: str) -> migrations.AddField:
    return migrations.AddField(
        model,
        "id",
        models.UUIDField(default=congvu.kernel.ids.new_id, primary_key=True, serialize=False),
    )


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial"), ("deadlines", "0001_initial")]

    operations = [
        migrations.RunSQL(
            own_id("deadlines_calendarday"),
            back("deadlines_calendarday", "date"),
            state_operations=[
                migrations.AlterField("calendarday", "date", models.DateField()),
                id_of("calendarday"),
            ],
        ),
        migrations.RunSQL(
            own_id("deadlines_officesession"),
            back("deadlines_officesession", "opens"),
            state_operations=[
                migrations.AlterField("officesession", "opens", models.TimeField()),
                id_of("officesession"),
            ],
        ),
        migrations.RunSQL(
            """
            ALTER TABLE deadlines_clock ADD COLUMN base_due_at timestamptz;
            UPDATE deadlines_clock SET base_due_at = original_due_at;
            ALTER TABLE deadlines_clock ALTER COLUMN base_due_at SET NOT NULL;
            """,
            "ALTER TABLE deadlines_clock DROP COLUMN base_due_at;",
            state_operations=[
                migrations.AddField(
                    "clock", "base_due_at", models.DateTimeField(), preserve_default=False
                ),
            ],
        ),
    ]
