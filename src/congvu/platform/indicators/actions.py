"""Writing the figures: added to in place, or rebuilt from the first row of the journal."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from congvu.platform.indicators.models import MonthFigure, OpenFigure

_MONTHS = """
INSERT INTO indicators_monthfigure AS f
    (month, agency_id, field_code, procedure_code, received, finished, finished_in_time)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (month, agency_id, field_code, procedure_code) DO UPDATE SET
    received = f.received + excluded.received,
    finished = f.finished + excluded.finished,
    finished_in_time = f.finished_in_time + excluded.finished_in_time
"""

_OPEN = """
INSERT INTO indicators_openfigure AS f
    (agency_id, field_code, procedure_code, state, due_at, open)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (agency_id, field_code, procedure_code, state, due_at) DO UPDATE SET
    open = f.open + excluded.open
"""


@transaction.atomic
def add_months(*, months: Mapping[tuple[date, UUID, str, str], Mapping[str, int]]) -> None:
    """Add counts per (month, agency, field, procedure)."""
    rows = [
        (*key, counts["received"], counts["finished"], counts["finished_in_time"])
        for key, counts in sorted(months.items())
        if any(counts.values())
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_MONTHS, rows)


@transaction.atomic
def add_open(*, spots: Mapping[tuple[UUID, str, str, str, datetime | None], int]) -> None:
    """Add to the open counts per (agency, field, procedure, state, due). Empty rows are removed."""
    with connection.cursor() as cursor:
        cursor.executemany(_OPEN, [(*key, n) for key, n in sorted(spots.items(), key=str)])
    if spots:
        OpenFigure.objects.filter(open=0).delete()


@transaction.atomic
def forget_all() -> None:
    """Empty the figures before a replay. The journal is untouched."""
    MonthFigure.objects.all().delete()
    OpenFigure.objects.all().delete()
