"""The same act in ordinary ORM style: a yardstick, and the oracle of the SQL function.

Takes the very payload that `cases_submit` takes and writes it table by table.
"""

from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from congvu.platform.cases.models import ActRecord, Case, CaseFile, CodeSerial, Draft, Task
from congvu.platform.events.models import JournalEntry


@transaction.atomic
def orm_submit(payload: bytes) -> dict[str, Any]:
    """Write a submission row by row. Returns the answer that the SQL function would give."""
    given = msgspec.json.decode(payload)
    earlier = ActRecord.objects.filter(key=given["act"]["key"]).first()
    if earlier is not None:
        return {**earlier.answer, "is_repeat": True}
    CodeSerial.objects.get_or_create(prefix=given["series"], defaults={"last": 0})
    series = CodeSerial.objects.select_for_update().get(prefix=given["series"])
    series.last += 1
    series.save(update_fields=["last"])
    code = f"{given['prefix']}{series.last:0{given['width']}d}{given['suffix']}"
    case = Case.objects.create(code=code, **given["case"])
    Task.objects.create(**given["task"])
    for paper in given["files"]:
        CaseFile.objects.create(**paper)
    entry = given["entry"]
    JournalEntry.objects.create(**{**entry, "facts": {**entry["facts"], "code": code}})
    if given["draft_id"]:
        Draft.objects.filter(id=UUID(given["draft_id"]), case=None).update(case_id=case.id)
    answer = {
        "case_id": str(case.id),
        "code": code,
        "follow_key": given["case"]["follow_key"],
    }
    ActRecord.objects.create(**given["act"], answer=answer)
    return {**answer, "is_repeat": False}
